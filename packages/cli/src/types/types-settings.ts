// What one run of `async-cassandra types` is about: flags, the section `types` of the configuration file, defaults.
import path from 'node:path';
import type { Codec, EncodingOptions } from '@async-cassandra/core';
import { UsageError } from '../command-line/cli-error';
import type { Invocation } from '../command-line/command';
import { loadConfiguration, type Configuration } from '../connection/connection-settings';
import type { OwnType } from './mapping/own-types';
import type { typesFlags } from './types-flags';

export type TypesInvocation = Invocation<typeof typesFlags>;

/** Where the facts about statements come from. */
export type FactSource =
  | { readonly kind: 'cluster' }
  | { readonly kind: 'snapshot' }
  | { readonly kind: 'schema' | 'migrations'; readonly path: string; readonly version: string | undefined };

export interface TypesSettings {
  /** The absolute path of the tsconfig.json. */
  readonly project: string;
  readonly output: string;
  readonly snapshot: string | undefined;
  /** The server, when one is asked. */
  readonly server: Exclude<FactSource, { readonly kind: 'snapshot' }>;
  /** Whether an existing snapshot is read in the place of the server. */
  readonly prefersSnapshot: boolean;
  readonly isStrict: boolean;
  readonly encoding: EncodingOptions;
  readonly codecs: readonly Codec[];
  readonly spelledCodecs: Readonly<Record<string, string | OwnType>>;
  /** Loaded once for the settings and for the connection. Its file may contain codecs. */
  readonly configuration: Configuration;
}

/** @throws UsageError for flags that contradict each other. */
export async function typesSettings(invocation: TypesInvocation): Promise<TypesSettings> {
  const { flags, folder } = invocation;
  const { contactPoints } = flags as { readonly contactPoints?: unknown };
  const given = [flags.schema, flags.migrations, contactPoints].filter((each) => each !== undefined);
  if (given.length > 1)
    throw new UsageError('One of --contact-points, --schema and --migrations says where the schema is');
  const configuration = await loadConfiguration(invocation, { anew: flags.watch === true });
  const { config, file, cluster } = configuration;
  const types = config.types ?? {};
  const beside = (flag: string | undefined, configured: string | undefined) =>
    pathOf(flag, configured, { folder, file });
  const project = beside(flags.project, types.project) ?? path.join(folder, 'tsconfig.json');
  const schema = beside(flags.schema, given.length > 0 ? undefined : types.schema);
  const migrations = beside(flags.migrations, given.length > 0 ? undefined : types.migrations);
  const version = flags.cassandra;
  const server =
    schema !== undefined
      ? ({ kind: 'schema', path: schema, version } as const)
      : migrations !== undefined
        ? ({ kind: 'migrations', path: migrations, version } as const)
        : ({ kind: 'cluster' } as const);
  return {
    project,
    output: beside(flags.out, types.out) ?? path.join(path.dirname(project), 'src/cql.generated.d.ts'),
    snapshot: beside(flags.snapshot, types.snapshot),
    server,
    prefersSnapshot: given.length === 0 && flags.update !== true,
    isStrict: types.strict === true,
    encoding: cluster.encoding ?? {},
    codecs: cluster.codecs ?? [],
    spelledCodecs: types.codecs ?? {},
    configuration,
  };
}

function pathOf(
  flag: string | undefined,
  configured: string | undefined,
  { folder, file }: { readonly folder: string; readonly file: string | undefined },
): string | undefined {
  if (flag !== undefined) return path.resolve(folder, flag);
  return configured === undefined || file === undefined ? undefined : path.resolve(path.dirname(file), configured);
}
