// The settings of the connection: a flag takes precedence over its variable, and the variable over the configuration file.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { AsyncClusterOptions } from '@async-cassandra/core';
import { UsageError } from '../command-line/cli-error';
import type { Invocation } from '../command-line/command';
import { parseFlag, type FlagValues } from '../command-line/flag';
import { loadConfig, type CommandLineConfig, type LoadedConfig } from './config-file';
import { connectionFlags } from './connection-flags';
import { findPassword } from './password';

type Flags = FlagValues<typeof connectionFlags>;
type Tls = Extract<AsyncClusterOptions['ssl'], { servername?: string }>;

export interface ConnectionSettings {
  readonly cluster: AsyncClusterOptions;
  readonly keyspace: string | undefined;
  readonly config: CommandLineConfig;
  /** Undefined without a configuration file. */
  readonly configFile: string | undefined;
}

/** The configuration file, and the cluster that it describes: a function as `cluster` has been called. */
export interface Configuration extends LoadedConfig {
  readonly cluster: AsyncClusterOptions;
}

/** @throws UsageError for an invalid file. */
export async function loadConfiguration(
  { folder, flags }: Pick<Invocation, 'folder' | 'flags'>,
  how: { readonly anew?: boolean } = {},
): Promise<Configuration> {
  const loaded = await loadConfig(folder, (flags as Flags).config, how);
  const { cluster = {} } = loaded.config;
  return { ...loaded, cluster: typeof cluster === 'function' ? await cluster() : cluster };
}

/**
 * Takes the configuration if it was loaded before, so that a function as `cluster` is called once.
 *
 * @throws UsageError for an invalid setting.
 */
export async function connectionSettings(
  invocation: Invocation,
  configuration?: Configuration,
): Promise<ConnectionSettings> {
  const { folder, environment } = invocation;
  const given = withVariables(invocation.flags as Flags, environment);
  const { config, file, cluster: configured } = configuration ?? (await loadConfiguration(invocation));
  const { contactPoints, port, localDatacenter, allowProtocolV4, compression, consistency, requestTimeout } = given;
  const cluster = {
    applicationName: 'async-cassandra-cli',
    ...configured,
    ...defined({
      contactPoints,
      port,
      localDatacenter,
      allowProtocolV4,
      compression,
      consistency,
      requestTimeoutMs: requestTimeout,
    }),
    ...defined({
      ssl: await tlsOf(given, configured, folder),
      authProvider: await loginOf(given, configured, invocation),
    }),
  };
  return { cluster, keyspace: given.keyspace ?? config.keyspace, config, configFile: file };
}

/** Returns the flags, with their variables for flags that are not given. An empty variable counts as unset. */
function withVariables(flags: Flags, environment: NodeJS.ProcessEnv): Flags {
  const found = Object.entries(connectionFlags).flatMap(([name, each]) => {
    const value = each.variable === undefined ? undefined : environment[each.variable];
    if (name in flags || value === undefined || value === '') return [];
    return [[name, parseFlag(each.variable!, each as never, value)]];
  });
  return { ...(Object.fromEntries(found) as Flags), ...flags };
}

async function tlsOf(given: Flags, { ssl }: AsyncClusterOptions, folder: string): Promise<AsyncClusterOptions['ssl']> {
  const { tls, tlsCa, tlsCert, tlsKey, tlsServerName } = given;
  if (tls === undefined && tlsCa === undefined && tlsCert === undefined && tlsServerName === undefined)
    return undefined;
  if (tls === false) return false;
  if ((tlsCert === undefined) !== (tlsKey === undefined)) {
    throw new UsageError('A certificate needs its key, and a key its certificate: --tls-cert and --tls-key');
  }
  const pem = (file: string | undefined) => (file === undefined ? undefined : pemOf(file, folder));
  const [ca, cert, key] = await Promise.all([pem(tlsCa), pem(tlsCert), pem(tlsKey)]);
  const configured = typeof ssl === 'object' ? ssl : {};
  return { ...configured, ...defined({ ca, cert, key, servername: tlsServerName }) } as Tls;
}

/** Returns the PEM text. A variable may contain the text itself, as the variables of the test kit do. */
async function pemOf(textOrFile: string, folder: string): Promise<string> {
  if (textOrFile.includes('-----BEGIN')) return textOrFile;
  try {
    return await readFile(path.resolve(folder, textOrFile), 'utf8');
  } catch (error) {
    throw new UsageError(`A file for TLS cannot be read: ${(error as Error).message}`, { cause: error });
  }
}

async function loginOf(
  { username, passwordFile }: Flags,
  { authProvider }: AsyncClusterOptions,
  { environment, folder, terminal }: Invocation,
): Promise<AsyncClusterOptions['authProvider']> {
  const configured = authProvider !== undefined && 'username' in authProvider ? authProvider : undefined;
  const name = username ?? configured?.username;
  if (name === undefined) {
    if (passwordFile === undefined) return undefined;
    throw new UsageError('There is a password, but nobody to log in as', { hint: 'Use --username <name>' });
  }
  const variable = environment.CASSANDRA_PASSWORD;
  const password = await findPassword({
    username: name,
    file: passwordFile,
    variable,
    configured: configured?.username === name ? configured.password : undefined,
    folder,
    terminal,
  });
  return { username: name, password };
}

function defined<T extends object>(fields: T): Partial<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>;
}
