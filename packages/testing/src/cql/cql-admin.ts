import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Client, policies, type ClientOptions, type types } from 'cassandra-driver';
import { FixtureError, fixtureErrorCode } from '../fixture-error';
import type { FixtureClusterOptions, KeyspaceOptions, RunCqlOptions } from '../fixture';
import { splitScript } from './split-script';

const statementTimeoutMs = 60_000;
const longestKeyspaceName = 48;

/**
 * The statements that a fixture runs for its user, through the stock driver: one short-lived client for each action, since
 * a driver's client that has lost a connection leaves timers behind when it shuts down.
 */
export class CqlAdmin {
  constructor(
    private readonly options: () => FixtureClusterOptions,
    private readonly nodeCount: () => number,
  ) {}

  driverOptions(): ClientOptions {
    const { contactPoints, port, localDatacenter, authProvider, ssl } = this.options();
    return {
      contactPoints: [...contactPoints],
      localDataCenter: localDatacenter,
      protocolOptions: { port },
      ...(authProvider && { credentials: { ...authProvider } }),
      // The driver checks neither the certificate nor the host name unless it is told to.
      ...(ssl && { sslOptions: { ...ssl, rejectUnauthorized: true } }),
    };
  }

  async createKeyspace(prefix = 'test', options: KeyspaceOptions = {}): Promise<string> {
    const name = keyspaceName(prefix);
    const replicationFactor = options.replicationFactor ?? Math.min(3, this.nodeCount());
    await this.run(
      `CREATE KEYSPACE ${name} WITH replication = {'class': 'NetworkTopologyStrategy', '${this.options().localDatacenter}': ${replicationFactor}}`,
    );
    return name;
  }

  async dropKeyspace(name: string): Promise<void> {
    await this.run(`DROP KEYSPACE IF EXISTS "${name.replaceAll('"', '""')}"`);
  }

  async runFileOrText(fileOrText: string, options: RunCqlOptions = {}): Promise<types.Row[]> {
    if (!fileOrText.endsWith('.cql')) return this.run(fileOrText, options);
    return this.run(await readFile(fileOrText, 'utf8'), options, fileOrText);
  }

  /** The datacenter of a contact point: what the stock driver's default policy wants to know before it connects. */
  async localDatacenter(): Promise<string> {
    const [row] = await this.run('SELECT data_center FROM system.local');
    return String(row?.get('data_center'));
  }

  private async run(script: string, options: RunCqlOptions = {}, source = 'script'): Promise<types.Row[]> {
    const statements = splitScript(script);
    if (statements.length === 0) return [];
    return this.withClient(options, async (client) => {
      let rows: types.Row[] = [];
      for (const { text, line } of statements) {
        try {
          rows = (await client.execute(text)).rows ?? [];
        } catch (cause) {
          const place = statements.length > 1 || source !== 'script' ? ` (${source}, line ${line})` : '';
          throw new FixtureError(
            fixtureErrorCode.badScript,
            `Cassandra refused ${JSON.stringify(shorten(text))}${place}: ${messageOf(cause)}`,
            { cause },
          );
        }
      }
      return rows;
    });
  }

  private async withClient<T>({ keyspace }: RunCqlOptions, work: (client: Client) => Promise<T>): Promise<T> {
    const client = new Client({
      ...this.driverOptions(),
      keyspace,
      isMetadataSyncEnabled: false,
      pooling: { warmup: false },
      policies: { loadBalancing: new policies.loadBalancing.RoundRobinPolicy() },
      socketOptions: { readTimeout: statementTimeoutMs },
    });
    try {
      return await work(client);
    } finally {
      await client.shutdown();
    }
  }
}

/** An unquoted name: lower case, at most 48 characters, new each time. */
export function keyspaceName(prefix: string): string {
  if (!/^[a-z][a-z0-9_]*$/.test(prefix)) {
    throw new FixtureError(
      fixtureErrorCode.badOption,
      `The keyspace prefix ${JSON.stringify(prefix)} must be a lower-case letter followed by lower-case letters, digits or _`,
    );
  }
  const suffix = randomBytes(6).toString('hex');
  return `${prefix.slice(0, longestKeyspaceName - suffix.length - 1)}_${suffix}`;
}

function shorten(text: string): string {
  const oneLine = text.replace(/\s+/g, ' ');
  return oneLine.length > 120 ? `${oneLine.slice(0, 117)}...` : oneLine;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
