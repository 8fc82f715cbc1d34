import { AdministeredFixture } from '../administered-fixture';
import { CqlAdmin } from '../cql/cql-admin';
import { parseContactPoint } from '../contact-point';
import { probeCql } from '../cql/probe';
import { clusterOptionsFrom, type EnvironmentOptions } from '../environment';
import type { CassandraFixture, CassandraNode, FixtureClusterOptions, KeyspaceOptions } from '../fixture';
import { refuseUnknown } from '../known-options';
import { FixtureError, fixtureErrorCode } from '../fixture-error';

const probeTimeoutMs = 30_000;

/** The options of a server that already runs. Without `contactPoints` they come from environment variables. */
export interface ExternalCassandraOptions extends Partial<EnvironmentOptions> {
  /** CQL scripts that run before the fixture is returned: paths that end in `.cql`, or text. */
  initScripts?: readonly string[];
}

/** A Cassandra that already runs. It is never stopped; only the keyspaces that this object created are dropped. */
export class ExternalCassandra extends AdministeredFixture implements CassandraFixture {
  readonly #options: FixtureClusterOptions;
  readonly provider = 'external';
  readonly #keyspaces = new Set<string>();
  /** @internal */
  protected readonly admin = new CqlAdmin(() => this.clusterOptions());

  private constructor(
    readonly reason: string,
    options: FixtureClusterOptions,
  ) {
    super();
    this.#options = options;
  }

  /** Connects. Takes omitted options from the environment: `CASSANDRA_CONTACT_POINTS`, `CASSANDRA_PORT` and so on. @throws FixtureError when no Cassandra answers. */
  static async connect(options: ExternalCassandraOptions = {}, reason = 'asked for'): Promise<ExternalCassandra> {
    refuseUnknown('ExternalCassandra.connect', options);
    const { initScripts, ...given } = options;
    const found = given.contactPoints
      ? { port: 9042, ...given, contactPoints: given.contactPoints }
      : clusterOptionsFrom(process.env);
    if (!found) {
      throw new FixtureError(
        fixtureErrorCode.badOption,
        'An external Cassandra needs contactPoints or CASSANDRA_CONTACT_POINTS',
      );
    }
    await checkAnswers(found);
    const localDatacenter = found.localDatacenter ?? (await datacenterOf(found));
    const fixture = new ExternalCassandra(reason, { ...found, localDatacenter });
    await fixture.runInitScripts(initScripts);
    return fixture;
  }

  get contactPoints(): readonly string[] {
    return this.#options.contactPoints;
  }

  get port(): number {
    return this.#options.port;
  }

  get localDatacenter(): string {
    return this.#options.localDatacenter;
  }

  clusterOptions(): FixtureClusterOptions {
    return { ...this.#options, contactPoints: [...this.#options.contactPoints] };
  }

  override async createKeyspace(prefix?: string, options?: KeyspaceOptions): Promise<string> {
    const name = await super.createKeyspace(prefix, options);
    this.#keyspaces.add(name);
    return name;
  }

  override async dropKeyspace(name: string): Promise<void> {
    await super.dropKeyspace(name);
    this.#keyspaces.delete(name);
  }

  node(): CassandraNode {
    throw notOurs();
  }

  addNode(): Promise<CassandraNode> {
    return Promise.reject(notOurs());
  }

  async logs(): Promise<string> {
    return 'The log of an external Cassandra is on its own machine.';
  }

  async stop(): Promise<void> {
    for (const name of [...this.#keyspaces]) await this.dropKeyspace(name);
  }
}

function notOurs(): FixtureError {
  return new FixtureError(
    fixtureErrorCode.badOption,
    'The nodes of an external Cassandra cannot be stopped or added from here: use the jvm provider for faults',
  );
}

async function checkAnswers({ contactPoints, port: defaultPort, ssl }: EnvironmentOptions): Promise<void> {
  const problems: string[] = [];
  for (const contactPoint of contactPoints) {
    const { host, port } = parseContactPoint(contactPoint, defaultPort);
    const problem = await probeCql(host, port, { timeoutMs: probeTimeoutMs, tls: ssl });
    if (problem === undefined) return;
    problems.push(`${host}:${port}: ${problem}`);
  }
  throw new FixtureError(
    fixtureErrorCode.unreachable,
    `No Cassandra answers at the contact points: ${problems.join('; ')}`,
  );
}

function datacenterOf(options: EnvironmentOptions): Promise<string> {
  return new CqlAdmin(() => ({ ...options, localDatacenter: '' })).localDatacenter();
}
