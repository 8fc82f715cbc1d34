import type { StartOptions } from '../fixture';
import { releaseOf } from '../version';

/** The settings of a kept server. `provider` is the one in use, never `auto`. */
export type KeptSettings = Pick<
  StartOptions,
  | 'provider'
  | 'version'
  | 'image'
  | 'nodes'
  | 'datacenters'
  | 'racks'
  | 'auth'
  | 'tls'
  | 'heapMb'
  | 'jvmOptions'
  | 'config'
  | 'initScripts'
>;

const defaults: Partial<Record<keyof KeptSettings, unknown>> = {
  nodes: 1,
  auth: false,
  tls: false,
  datacenters: [],
  racks: [],
  jvmOptions: [],
  config: {},
  initScripts: [],
};

const valueOf = (settings: KeptSettings, name: keyof KeptSettings): unknown =>
  name === 'version' ? releaseOf(settings.version) : (settings[name] ?? defaults[name]);

/**
 * Returns the differences between a running server and the requested settings: `nodes is 1, not 3`. Omitted options match anything.
 */
export function otherSettings(running: KeptSettings, asked: KeptSettings): string[] {
  const names = Object.keys(asked) as (keyof KeptSettings)[];
  return names
    .filter((name) => asked[name] !== undefined && asked[name] !== 'auto')
    .map((name) => ({ name, is: JSON.stringify(valueOf(running, name)), wanted: JSON.stringify(valueOf(asked, name)) }))
    .filter(({ is, wanted }) => is !== wanted)
    .map(({ name, is, wanted }) => `${name} is ${is ?? 'the default'}, not ${wanted}`);
}
