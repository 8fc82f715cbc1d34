import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClientOptions, types } from 'cassandra-driver';
import { CqlAdmin } from '../cql/cql-admin';
import { environmentOf } from '../environment';
import type {
  CassandraFixture,
  CassandraNode,
  FixtureClusterOptions,
  KeyspaceOptions,
  RunCqlOptions,
  StartOptions,
} from '../fixture';
import { FixtureError, fixtureErrorCode } from '../fixture-error';
import { silentProgress, type Progress } from '../progress';
import { defaultCassandraVersion } from '../version';
import { freePorts } from './addresses';
import { cassandraJars } from './artifacts';
import { DeathWatch } from './death-watch';
import { LocalNode, PortTakenError } from './local-node';
import { createRunFolder, keepLogs, removeFolder, sweepRuns } from './run-folder';
import { serverConfig } from './server-config';
import { findJava } from './toolchain';

const defaultHeapMb = 384;
const defaultStartupTimeoutMs = 120_000;
const portAttempts = 3;

export type LocalCassandraOptions = Omit<StartOptions, 'provider' | 'progress'>;

interface Installation {
  readonly java: string;
  readonly jars: readonly string[];
}

/** A Cassandra in Java processes of this machine, without Docker. Ends with the process that started it, however that ends. */
export class LocalCassandra implements CassandraFixture {
  readonly provider = 'jvm';
  readonly localDatacenter = 'datacenter1';
  readonly port: number;
  readonly #nodes: LocalNode[] = [];
  readonly #admin = new CqlAdmin(
    () => this.clusterOptions(),
    () => this.#nodes.length,
  );
  readonly #watch: DeathWatch;
  #stopping: Promise<void> | undefined;

  private constructor(
    readonly reason: string,
    private readonly options: LocalCassandraOptions,
    private readonly installation: Installation,
    private readonly runFolder: string,
    ports: readonly number[],
  ) {
    [this.port, this.storagePort] = ports as [number, number];
    this.#watch = new DeathWatch(runFolder);
  }

  private readonly storagePort: number;

  static async start(
    options: LocalCassandraOptions = {},
    progress: Progress = silentProgress,
    reason = 'asked for',
  ): Promise<LocalCassandra> {
    const version = options.version ?? defaultCassandraVersion;
    const { executable } = await findJava(version);
    const jars = await cassandraJars(version, progress, options.signal);
    await sweepRuns();
    progress.step(`Starting Cassandra ${version}`);
    for (let attempt = 1; ; attempt++) {
      const ports = await freePorts(['127.0.0.1'], 2);
      const folder = await createRunFolder();
      const fixture = new LocalCassandra(reason, options, { java: executable, jars }, folder, ports);
      try {
        await fixture.launch();
        return fixture;
      } catch (error) {
        await fixture.abandon(error);
        if (!(error instanceof PortTakenError) || attempt === portAttempts) throw error;
      }
    }
  }

  get contactPoints(): readonly string[] {
    return this.#nodes.map(({ address }) => address);
  }

  clusterOptions(): FixtureClusterOptions {
    const { contactPoints, port, localDatacenter } = this;
    return { contactPoints: [...contactPoints], port, localDatacenter };
  }

  driverOptions(): ClientOptions {
    return this.#admin.driverOptions();
  }

  environment(): Record<string, string> {
    return environmentOf(this.clusterOptions());
  }

  createKeyspace(prefix?: string, options?: KeyspaceOptions): Promise<string> {
    return this.#admin.createKeyspace(prefix, options);
  }

  dropKeyspace(name: string): Promise<void> {
    return this.#admin.dropKeyspace(name);
  }

  runCql(fileOrText: string, options?: RunCqlOptions): Promise<types.Row[]> {
    return this.#admin.runFileOrText(fileOrText, options);
  }

  node(index: number): CassandraNode {
    const node = this.#nodes[index];
    if (node) return node;
    throw new FixtureError(
      fixtureErrorCode.badOption,
      `There is no node ${index}: the fixture has ${this.#nodes.length}`,
    );
  }

  async logs(): Promise<string> {
    const logs = await Promise.all(this.#nodes.map(async (node) => `==> ${node.address}\n${await node.logs()}`));
    return logs.join('\n');
  }

  stop(): Promise<void> {
    this.#stopping ??= this.shutDown();
    return this.#stopping;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  private async launch(): Promise<void> {
    this.#nodes.push(await this.createNode('127.0.0.1'));
    await Promise.all(this.#nodes.map((node) => node.start(this.options.signal)));
    for (const script of this.options.initScripts ?? []) await this.runCql(script);
  }

  private async createNode(address: string): Promise<LocalNode> {
    const { installation, options, port, runFolder, storagePort } = this;
    const folder = join(runFolder, `node-${this.#nodes.length + 1}`);
    await mkdir(folder);
    return new LocalNode({
      ...installation,
      folder,
      address,
      port,
      heapMb: options.heapMb ?? defaultHeapMb,
      jvmOptions: options.jvmOptions ?? [],
      properties: { 'cassandra.ring_delay_ms': '1000' },
      startupTimeoutMs: options.startupTimeoutMs ?? defaultStartupTimeoutMs,
      config: serverConfig({
        folder,
        clusterName: 'async-cassandra-testing',
        address,
        port,
        storagePort,
        seeds: [address],
        overrides: options.config ?? {},
      }),
    });
  }

  private async abandon(error: unknown): Promise<void> {
    if (error instanceof FixtureError && !(error instanceof PortTakenError)) {
      error.message += `\nThe whole log: ${await this.keepLogs()}`;
    }
    await this.stop();
  }

  private keepLogs(): Promise<string> {
    return keepLogs(
      this.runFolder,
      this.#nodes.map(({ logFile }) => logFile),
    );
  }

  private async shutDown(): Promise<void> {
    if (this.#nodes.some(({ hasCrashed }) => hasCrashed)) await this.keepLogs();
    // Nothing of a test server is worth a graceful end.
    await Promise.all(this.#nodes.map((node) => node.kill()));
    await removeFolder(this.runFolder);
    await this.#watch.dismiss();
  }
}
