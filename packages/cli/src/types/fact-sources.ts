// The servers that are asked about statements: the cluster of the flags, or a throw-away Cassandra of the test kit.
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { AsyncCluster, type AsyncCassandraSession, type AsyncClusterOptions } from '@async-cassandra/core';
import { migrate } from '@async-cassandra/migrations';
import { quoteName } from '@async-cassandra/cql-script';
import type { StartOptions, CassandraFixture } from '@async-cassandra/testing';
import { CliError, UsageError } from '../command-line/cli-error';
import { connectionSettings, type ConnectionSettings } from '../connection/connection-settings';
import { importModule } from '../connection/import-module';
import { exactValues } from '../connection/with-session';
import { describeStatements, type Answered, type Asked } from './schema/describe-statements';
import type { TypesInvocation, TypesSettings } from './types-settings';

/** A server that answers about statements until it is closed. */
export interface FactServer {
  describe(asked: Asked, signal: AbortSignal): Promise<Answered>;
  /** Calls back when the answers may be others: the schema has changed, or a node that was away is back. */
  onChange(act: () => void): void;
  close(): Promise<void>;
}

/** The shortest time limit of connecting; a longer request timeout raises it. */
const leastConnectMs = 10_000;

/** Connects to the server of the settings, or starts it. */
export async function openFactServer(
  invocation: TypesInvocation,
  { server, configuration }: TypesSettings,
): Promise<FactServer> {
  const { cluster, keyspace } = await connectionSettings(invocation, configuration);
  if (server.kind === 'cluster') {
    const connected = await connect({ ...cluster, ...exactValues }, keyspace, invocation.signal);
    return factServer(connected, () => connected.cluster.shutdown());
  }
  const { requestTimeoutMs } = cluster;
  return throwAwayServer(invocation, server, { keyspace, requestTimeoutMs });
}

interface Connected {
  readonly cluster: AsyncCluster;
  readonly session: AsyncCassandraSession;
}

async function connect(
  options: AsyncClusterOptions,
  keyspace: string | undefined,
  signal: AbortSignal,
): Promise<Connected> {
  const timeoutMs = Math.max(leastConnectMs, options.requestTimeoutMs ?? 0);
  const cluster = new AsyncCluster(options);
  try {
    return { cluster, session: await cluster.connect(keyspace, { signal, timeoutMs }) };
  } catch (error) {
    await cluster.shutdown();
    throw error;
  }
}

function factServer({ cluster, session }: Connected, close: () => Promise<void>): FactServer {
  let onChange = () => {};
  let wasAway = false;
  cluster.on('schemaChanged', () => onChange());
  cluster.on('nodeDown', () => (wasAway = true));
  cluster.on('nodeUp', () => {
    if (wasAway) onChange();
    wasAway = false;
  });
  return {
    describe: (asked, signal) => describeStatements(cluster, session, asked, signal),
    onChange: (act) => (onChange = act),
    close,
  };
}

type ThrowAway = Exclude<TypesSettings['server'], { readonly kind: 'cluster' }>;

async function throwAwayServer(
  { folder, signal }: TypesInvocation,
  { kind, path: source, version }: ThrowAway,
  { keyspace, requestTimeoutMs }: Pick<ConnectionSettings, 'keyspace'> & Pick<AsyncClusterOptions, 'requestTimeoutMs'>,
): Promise<FactServer> {
  if (kind === 'migrations' && keyspace === undefined) {
    throw new UsageError('Migrations need a keyspace', {
      hint: 'Name it with --keyspace, CASSANDRA_KEYSPACE or the configuration file',
    });
  }
  // Before a server starts, which takes a while.
  const script = await sourceOf(kind, source);
  const fixture = await start(folder, { version, signal });
  let connected: Connected | undefined;
  const close = async () => {
    await connected?.cluster.shutdown();
    await fixture.stop();
  };
  try {
    const options: AsyncClusterOptions = {
      ...fixture.clusterOptions(),
      allowProtocolV4: true,
      ...(requestTimeoutMs !== undefined && { requestTimeoutMs }),
    };
    if (script !== undefined) await applySchema(fixture, { file: source, script }, keyspace);
    else await applyMigrations(options, source, keyspace!, signal);
    connected = await connect(options, keyspace, signal);
    return factServer(connected, close);
  } catch (error) {
    await close();
    throw error;
  }
}

/** The text of a schema; undefined for a folder of migrations. Throws UsageError when it cannot be read. */
async function sourceOf(kind: ThrowAway['kind'], source: string): Promise<string | undefined> {
  try {
    if (kind === 'schema') return (await readFile(source, 'utf8')).replace(/^\uFEFF/, '');
    await readdir(source);
    return undefined;
  } catch (error) {
    throw new UsageError(`${source} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}

async function start(
  folder: string,
  { version, ...options }: StartOptions & { version: string | undefined },
): Promise<CassandraFixture> {
  const { startCassandra } = loadKit(folder);
  // `nodes` needs a server of its own: without it the kit would use the cluster of CASSANDRA_CONTACT_POINTS, which is nobody's to throw away.
  return startCassandra({ nodes: 1, ...options, ...(version !== undefined && { version }) });
}

function loadKit(folder: string): { readonly startCassandra: (options: StartOptions) => Promise<CassandraFixture> } {
  for (const from of [path.join(folder, 'package.json'), __filename]) {
    try {
      return createRequire(from)('@async-cassandra/testing') as ReturnType<typeof loadKit>;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    }
  }
  throw new CliError('A throw-away Cassandra needs the test kit, which is not installed', {
    hint: 'npm install --save-dev @async-cassandra/testing',
  });
}

async function applySchema(
  fixture: CassandraFixture,
  { file, script }: { readonly file: string; readonly script: string },
  keyspace: string | undefined,
): Promise<void> {
  try {
    if (keyspace !== undefined) {
      const replication = `{'class': 'SimpleStrategy', 'replication_factor': 1}`;
      await fixture.runCql(`CREATE KEYSPACE IF NOT EXISTS ${quoteName(keyspace)} WITH replication = ${replication}`);
    }
    await fixture.runCql(script, keyspace === undefined ? {} : { keyspace });
  } catch (error) {
    throw new CliError(`The schema ${file} does not apply: ${(error as Error).message}`, { cause: error });
  }
}

async function applyMigrations(
  options: AsyncClusterOptions,
  folder: string,
  keyspace: string,
  signal: AbortSignal,
): Promise<void> {
  const { cluster, session } = await connect(options, undefined, signal);
  try {
    const replication = { class: 'SimpleStrategy', replication_factor: 1 };
    await migrate(session, { folder, keyspace, replication, importModule, signal });
  } finally {
    await cluster.shutdown();
  }
}
