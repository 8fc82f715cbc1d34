import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { announce } from '../announce';
import { clusterOptionsFrom } from '../environment';
import { ExternalCassandra } from '../external/external-cassandra';
import type { CassandraFixture, StartOptions } from '../fixture';
import { startKeptServer } from './kept-server';

type ServerOptions = Omit<StartOptions, 'reuse' | 'progress' | 'signal' | 'startupTimeoutMs'>;

/** Returns the server that an earlier start with the same options left running, or a new one that stays running. */
export async function reuseCassandra(options: StartOptions): Promise<CassandraFixture> {
  const { signal, startupTimeoutMs } = options;
  const server = await serverOptions(options);
  const name = nameFor(server);
  return announce(options, async (progress) => {
    const { environment } = await startKeptServer(name, { ...server, startupTimeoutMs }, progress, signal);
    const reason = `left running; to end it: async-cassandra-testing stop --name ${name}`;
    return ExternalCassandra.connect(clusterOptionsFrom(environment), reason);
  });
}

/** Reads scripts as text, because a path may have a different script at the next start. */
async function serverOptions(options: StartOptions): Promise<ServerOptions> {
  const { provider, version, image, nodes, datacenters, racks, auth, tls, heapMb, jvmOptions, config } = options;
  const { initScripts = [] } = options;
  const scripts = await Promise.all(initScripts.map(textOf));
  return {
    provider,
    version,
    image,
    nodes,
    datacenters,
    racks,
    auth,
    tls,
    heapMb,
    jvmOptions,
    config,
    initScripts: scripts,
  };
}

async function textOf(script: string): Promise<string> {
  return script.endsWith('.cql') ? readFile(script, 'utf8') : script;
}

function nameFor(options: ServerOptions): string {
  return `reuse-${createHash('sha256').update(JSON.stringify(options)).digest('hex').slice(0, 12)}`;
}
