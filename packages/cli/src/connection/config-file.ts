// The configuration file async-cassandra.config.{js,ts,json}: JavaScript and TypeScript of both module kinds.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { AsyncClusterOptions } from '@async-cassandra/core';
import type { LockOptions } from '@async-cassandra/migrations';
import { UsageError } from '../command-line/cli-error';
import type { TypesConfig } from '../types/types-config';
import { importAnew, importModule } from './import-module';

/** The export of `async-cassandra.config.{js,ts,json}`. All fields are optional; flags and variables take precedence. */
export interface CommandLineConfig {
  /** Options of `new AsyncCluster(...)`, or a function that returns them: called when a command connects. Default: none. */
  readonly cluster?: AsyncClusterOptions | (() => AsyncClusterOptions | Promise<AsyncClusterOptions>);
  /** The keyspace of unqualified tables, and of migrations. Default: none. */
  readonly keyspace?: string;
  /** The settings of `async-cassandra migrate`. */
  readonly migrations?: MigrationsConfig;
  /** The settings of `async-cassandra types`. */
  readonly types?: TypesConfig;
}

/** The settings of migrations. */
export interface MigrationsConfig {
  /** The folder of the migrations, relative to the configuration file. Default: `migrations`. */
  readonly folder?: string;
  /** How to create the keyspace if it is missing. Default: a missing keyspace is an error. */
  readonly replication?: Readonly<Record<string, string | number>>;
  /** The waiting for another process that migrates. */
  readonly lock?: LockOptions;
  /** The timeout of one statement in milliseconds. Default: 120,000. */
  readonly statementTimeoutMs?: number;
}

export interface LoadedConfig {
  readonly config: CommandLineConfig;
  /** Undefined without a file. */
  readonly file: string | undefined;
}

const extensions = ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs', 'json'];
const names = extensions.map((extension) => `async-cassandra.config.${extension}`);
const known = {
  config: ['cluster', 'keyspace', 'migrations', 'types'],
  migrations: ['folder', 'replication', 'lock', 'statementTimeoutMs'],
  types: ['project', 'out', 'snapshot', 'schema', 'migrations', 'strict', 'codecs'],
};

/**
 * Loads the configuration for a folder: from the named file, otherwise from the first file in the folder or a parent folder, up to the folder of
 * the project (which has a package.json). `anew` reads what a module exports now, although it was loaded before.
 *
 * @throws UsageError for a file that cannot be read, or that has an unknown setting.
 */
export async function loadConfig(
  folder: string,
  named: string | undefined,
  { anew = false }: { readonly anew?: boolean } = {},
): Promise<LoadedConfig> {
  const file = named === undefined ? find(folder) : path.resolve(folder, named);
  if (file === undefined) return { config: {}, file };
  const config = await read(file, anew ? importAnew : importModule);
  check(file, config, known.config, '');
  const { migrations = {}, types = {} } = config as CommandLineConfig;
  check(file, migrations, known.migrations, 'migrations.');
  check(file, types, known.types, 'types.');
  return { config: config as CommandLineConfig, file };
}

function find(folder: string): string | undefined {
  const found = names.map((name) => path.join(folder, name)).find((file) => existsSync(file));
  if (found !== undefined) return found;
  const above = path.dirname(folder);
  const isProject = existsSync(path.join(folder, 'package.json'));
  return isProject || above === folder ? undefined : find(above);
}

async function read(file: string, importFile: (file: string) => Promise<unknown>): Promise<unknown> {
  try {
    if (file.endsWith('.json')) return JSON.parse(await readFile(file, 'utf8')) as unknown;
    const loaded = (await importFile(file)) as { default?: unknown };
    // A CommonJS module that was compiled from an ES module has its export one level deeper.
    const settings = (loaded.default ?? loaded) as { default?: unknown };
    return settings.default ?? settings;
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}

function check(file: string, settings: unknown, allowed: readonly string[], before: string): void {
  if (typeof settings !== 'object' || settings === null || Array.isArray(settings)) {
    throw new UsageError(`${file} must export an object${before === '' ? '' : ` as ${before.slice(0, -1)}`}`);
  }
  const unknown = Object.keys(settings).find((name) => !allowed.includes(name));
  if (unknown === undefined) return;
  throw new UsageError(`${file}: there is no setting '${before}${unknown}'`, {
    hint: `It takes ${allowed.map((name) => before + name).join(', ')}`,
  });
}

/**
 * Returns its argument, with the types of a configuration file.
 *
 * @example
 * // async-cassandra.config.ts
 * export default defineConfig({ cluster: { contactPoints: ['10.0.0.1'] }, keyspace: 'shop' });
 */
export function defineConfig(config: CommandLineConfig): CommandLineConfig {
  return config;
}
