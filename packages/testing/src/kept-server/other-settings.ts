import type { StartOptions } from '../fixture';
import { releaseOf } from '../version';

/** What a kept server may be asked to be. `provider` is the one that it has become, never `auto`. */
export type KeptSettings = Pick<
  StartOptions,
  | 'provider'
  | 'version'
  | 'image'
  | 'nodes'
  | 'datacenters'
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
  jvmOptions: [],
  config: {},
  initScripts: [],
};

const valueOf = (settings: KeptSettings, name: keyof KeptSettings): unknown =>
  name === 'version' ? releaseOf(settings.version) : (settings[name] ?? defaults[name]);

/**
 * How a running server differs from what is asked for: `nodes is 1, not 3`. An option that is left out asks for nothing.
 */
export function otherSettings(running: KeptSettings, asked: KeptSettings): string[] {
  const names = Object.keys(asked) as (keyof KeptSettings)[];
  return names
    .filter((name) => asked[name] !== undefined && asked[name] !== 'auto')
    .map((name) => ({ name, is: JSON.stringify(valueOf(running, name)), wanted: JSON.stringify(valueOf(asked, name)) }))
    .filter(({ is, wanted }) => is !== wanted)
    .map(({ name, is, wanted }) => `${name} is ${is ?? 'the default'}, not ${wanted}`);
}
