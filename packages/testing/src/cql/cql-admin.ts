import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { quoteName } from '@async-cassandra/cql-script';
import { Client, policies, types, type ClientOptions } from 'cassandra-driver';
import { FixtureError, fixtureErrorCode } from '../fixture-error';
import type { FixtureClusterOptions, KeyspaceOptions, RunCqlOptions } from '../fixture';
import { refuseUnknown } from '../known-options';
import { splitScript } from './split-script';

const statementTimeoutMs = 60_000;
const longestKeyspaceName = 48;

interface AdminOptions extends RunCqlOptions {
  /** The node to query, as `host:port`. Default: any node that can execute a statement now. */
  coordinator?: string;
}

/** The nodes of a fixture that runs them itself. */
export interface AdminLayout {
  /** The nodes that can execute a statement now, as `host:port`. */
  readonly coordinators: string[];
  /** The number of nodes in each datacenter. */
  readonly datacenters: ReadonlyMap<string, number>;
}

/**
 * The statements that a fixture executes for its user, through the stock driver: one short-lived client for each action, because
 * a driver's client that has lost a connection leaves timers behind when it shuts down.
 */
export class CqlAdmin {
  readonly #options: () => FixtureClusterOptions;
  readonly #layout: (() => AdminLayout) | undefined;

  constructor(options: () => FixtureClusterOptions, layout?: () => AdminLayout) {
    this.#options = options;
    this.#layout = layout;
  }

  driverOptions(): ClientOptions {
    const { contactPoints, port, localDatacenter, authProvider, ssl, addressTranslator, requestTimeoutMs } =
      this.#options();
    return {
      contactPoints: [...contactPoints],
      localDataCenter: localDatacenter,
      // The driver's highest version. If it negotiates by itself, it mixes up answers on a connection with client certificates.
      protocolOptions: { port, maxVersion: types.protocolVersion.v4 },
      ...(authProvider && { credentials: { ...authProvider } }),
      // The driver checks neither the certificate nor the host name by default.
      ...(ssl && { sslOptions: { ...ssl, rejectUnauthorized: true } }),
      ...(requestTimeoutMs !== undefined && { socketOptions: { readTimeout: requestTimeoutMs } }),
      ...(addressTranslator && { policies: { addressResolution: new Translation(addressTranslator) } }),
    };
  }

  async createKeyspace(prefix = 'test', options: KeyspaceOptions = {}): Promise<string> {
    refuseUnknown('createKeyspace', options);
    const name = keyspaceName(prefix);
    const datacenters = this.#layout?.().datacenters ?? new Map([[this.#options().localDatacenter, 1]]);
    const replication = [...datacenters].map(
      ([datacenter, nodes]) => `'${datacenter}': ${options.replicationFactor ?? Math.min(3, nodes)}`,
    );
    await this.#run(
      `CREATE KEYSPACE ${name} WITH replication = {'class': 'NetworkTopologyStrategy', ${replication.join(', ')}}`,
    );
    return name;
  }

  async dropKeyspace(name: string): Promise<void> {
    await this.#run(`DROP KEYSPACE IF EXISTS ${quoteName(name)}`);
  }

  async runFileOrText(fileOrText: string, options: RunCqlOptions = {}): Promise<types.Row[]> {
    refuseUnknown('runCql', options);
    if (!fileOrText.endsWith('.cql')) return this.#run(fileOrText, options);
    return this.#run(await readFile(fileOrText, 'utf8'), options, fileOrText);
  }

  /** Returns the datacenter of a contact point, which the stock driver's default policy needs before it connects. */
  async localDatacenter(): Promise<string> {
    const [row] = await this.#run('SELECT data_center FROM system.local');
    return String(row?.get('data_center'));
  }

  /** Returns the nodes in the peers table of the node at `coordinator` (`host:port`) that have tokens. */
  async peersOf(coordinator: string): Promise<string[]> {
    const rows = await this.#run('SELECT peer, tokens FROM system.peers', { coordinator });
    return rows.filter((row) => row.get('tokens') !== null).map((row) => String(row.get('peer')));
  }

  async #run(script: string, options: AdminOptions = {}, source = 'script'): Promise<types.Row[]> {
    const statements = splitScript(script);
    if (statements.length === 0) return [];
    return this.#withClient(options, async (client) => {
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

  async #withClient<T>(options: AdminOptions, work: (client: Client) => Promise<T>): Promise<T> {
    const { AllowListPolicy, RoundRobinPolicy } = policies.loadBalancing;
    const coordinators = options.coordinator ? [options.coordinator] : this.#layout?.().coordinators;
    const anyNode = new RoundRobinPolicy();
    const driverOptions = this.driverOptions();
    const client = new Client({
      ...driverOptions,
      ...(coordinators && { contactPoints: coordinators }),
      keyspace: options.keyspace,
      isMetadataSyncEnabled: false,
      pooling: { warmup: false },
      policies: {
        ...driverOptions.policies,
        loadBalancing: coordinators ? new AllowListPolicy(anyNode, coordinators) : anyNode,
      },
      socketOptions: { readTimeout: statementTimeoutMs },
    });
    try {
      return await work(client);
    } finally {
      await client.shutdown();
    }
  }
}

// The driver declares an interface but requires instances of a class.
const { AddressTranslator } = policies.addressResolution as unknown as { AddressTranslator: new () => object };

/** Our translator as a class of the driver. */
class Translation extends AddressTranslator implements policies.addressResolution.AddressTranslator {
  readonly #translator: NonNullable<FixtureClusterOptions['addressTranslator']>;

  constructor(translator: NonNullable<FixtureClusterOptions['addressTranslator']>) {
    super();
    this.#translator = translator;
  }

  translate(address: string, port: number, callback: (endpoint: string) => void): void {
    const translated = this.#translator(address, port);
    callback(`${translated.host}:${translated.port}`);
  }
}

/** Returns a new unquoted name: lower case, at most 48 characters. @throws FixtureError for an invalid prefix. */
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
