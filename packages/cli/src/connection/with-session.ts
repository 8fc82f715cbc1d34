// A connection for the time of a command.
import { AsyncCluster, type AsyncCassandraSession, type AsyncClusterOptions } from '@async-cassandra/core';
import type { Invocation } from '../command-line/command';
import { connectionSettings, type ConnectionSettings } from './connection-settings';

export interface Connected {
  readonly cluster: AsyncCluster;
  readonly session: AsyncCassandraSession;
  readonly settings: ConnectionSettings;
}

/** Values as the server has them, whatever the application's own encoding: for commands that show values or write them into files. */
export const exactValues: Pick<AsyncClusterOptions, 'encoding' | 'codecs'> = {
  encoding: { map: Map, set: Set },
  codecs: [],
};

/** The shortest time limit of connecting; a longer request timeout raises it. */
const leastConnectMs = 10_000;

/**
 * Connects, and closes the connection however `use` ends. `exact` for commands that show values; migrations use the application's own
 * settings.
 */
export async function withSession<T>(
  invocation: Invocation,
  use: (connected: Connected) => Promise<T>,
  { exact, keyspace = true }: { readonly exact: boolean; readonly keyspace?: boolean },
): Promise<T> {
  const settings = await connectionSettings(invocation);
  const { signal } = invocation;
  signal.throwIfAborted();
  const cluster = new AsyncCluster({ ...settings.cluster, ...(exact ? exactValues : {}) });
  try {
    const timeoutMs = Math.max(leastConnectMs, settings.cluster.requestTimeoutMs ?? 0);
    const session = await cluster.connect(keyspace ? settings.keyspace : undefined, { signal, timeoutMs });
    return await use({ cluster, session, settings });
  } finally {
    await cluster.shutdown();
  }
}
