import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AdministeredFixture } from '../administered-fixture';
import { allOrNone } from '../all-or-none';
import { announce } from '../announce';
import { refuseUnknown } from '../known-options';
import { CqlAdmin, type AdminLayout } from '../cql/cql-admin';
import { waitForPeers } from '../cql/wait-for-peers';
import type { AddNodeOptions, CassandraFixture, CassandraNode, FixtureClusterOptions, StartOptions } from '../fixture';
import { FixtureError, fixtureErrorCode } from '../fixture-error';
import type { Progress } from '../progress';
import { makeCertificates } from '../tls/certificates';
import { releaseOf } from '../version';
import { freePorts } from '../server/addresses';
import { cassandraJars } from './artifacts';
import { addressForNode, chooseLayout, type ClusterLayout } from './cluster-layout';
import { DeathWatch } from './death-watch';
import { GossipLogs } from './gossip';
import { LocalNode, PortTakenError, type Installation } from './local-node';
import {
  clientSecurity,
  nodeConfig,
  nodeFiles,
  nodeProperties,
  type ClusterSettings,
  type NodePlace,
} from '../server/node-settings';
import { defaultRack, nodeCount, placeOf } from '../server/place';
import { evenTokens, tokenBetween } from '../server/ring';
import { createRunFolder, keepLogs, removeFolder, sweepRuns } from './run-folder';
import { findJava } from './toolchain';

const defaultHeapMb = 384;
// Seconds on a quiet machine; three nodes on a busy one with two cores need minutes.
const defaultStartupTimeoutMs = 300_000;
// More than a question between nodes may take (10 s), on a busy machine.
const rejoinAfterMs = 30_000;
const portAttempts = 3;

export type LocalCassandraOptions = Omit<StartOptions, 'provider'>;

type LocalClusterSettings = ClusterSettings & { readonly layout: ClusterLayout };
type LocalPlace = Omit<NodePlace, 'folder' | 'address'> & { readonly address: string };

/** A Cassandra in Java processes of this machine, without Docker. It ends with the process that started it, for whatever reason. */
export class LocalCassandra extends AdministeredFixture implements CassandraFixture {
  readonly #options: LocalCassandraOptions;
  readonly #installation: Installation;
  readonly #cluster: LocalClusterSettings;
  readonly #runFolder: string;
  readonly provider = 'jvm';
  readonly #nodes: LocalNode[] = [];
  readonly #tokens: string[] = [];
  /** @internal */
  protected readonly admin = new CqlAdmin(
    () => this.clusterOptions(),
    () => this.#adminLayout(),
  );
  readonly #watch: DeathWatch;
  #stopping: Promise<void> | undefined;

  private constructor(
    readonly reason: string,
    options: LocalCassandraOptions,
    installation: Installation,
    cluster: LocalClusterSettings,
    runFolder: string,
  ) {
    super();
    this.#options = options;
    this.#installation = installation;
    this.#cluster = cluster;
    this.#runFolder = runFolder;
    this.#watch = new DeathWatch(runFolder);
  }

  static async start(options: LocalCassandraOptions = {}, reason = 'asked for'): Promise<LocalCassandra> {
    refuseUnknown('startCassandra', options);
    return announce(options, (progress) => LocalCassandra.#startWith(options, progress, reason));
  }

  static async #startWith(options: LocalCassandraOptions, progress: Progress, reason: string): Promise<LocalCassandra> {
    const { signal } = options;
    const nodes = nodeCount(options);
    const version = releaseOf(options.version);
    const { executable } = await findJava(version);
    const jars = await cassandraJars(version, progress, signal);
    await sweepRuns();
    progress.step(`Starting ${nodes === 1 ? 'Cassandra' : `${nodes} nodes of Cassandra`} ${version}`);
    for (let attempt = 1; ; attempt++) {
      const layout = await chooseLayout(nodes);
      const cluster: LocalClusterSettings = {
        layout,
        version,
        nodes,
        config: options.config ?? {},
        auth: options.auth ?? false,
        requiresClientCertificate: options.tls === 'mutual',
        certificates: options.tls ? await makeCertificates(layout.addresses) : undefined,
      };
      const installation = { java: executable, jars, version };
      const fixture = new LocalCassandra(reason, options, installation, cluster, await createRunFolder());
      try {
        await fixture.#launch();
        return fixture;
      } catch (error) {
        await fixture.#abandon(error);
        if (!(error instanceof PortTakenError) || attempt === portAttempts) throw error;
      }
    }
  }

  get contactPoints(): readonly string[] {
    return this.#nodes.map(({ address }) => address);
  }

  get port(): number {
    return this.#cluster.layout.port;
  }

  get localDatacenter(): string {
    return placeOf(this.#options, 0).datacenter;
  }

  clusterOptions(): FixtureClusterOptions {
    const { contactPoints, port, localDatacenter } = this;
    const cluster = this.#cluster;
    return {
      contactPoints: [...contactPoints],
      port,
      localDatacenter,
      ...clientSecurity(cluster),
    };
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
    this.#stopping ??= this.#shutDown();
    return this.#stopping;
  }

  async addNode(options: AddNodeOptions = {}): Promise<CassandraNode> {
    refuseUnknown('addNode', options);
    const { datacenter = this.localDatacenter, rack = defaultRack } = options;
    const address = await addressForNode(this.#cluster.layout, this.#nodes.length);
    const token = this.#tokens.length > 0 ? tokenBetween(this.#tokens) : undefined;
    const node = await this.#createNode({
      address,
      datacenter,
      rack,
      token,
      seeds: this.contactPoints,
      isJoining: true,
    });
    const settled = await this.#followReturn([node]);
    await node.launch(this.#options.signal);
    this.#nodes.push(node);
    if (token !== undefined) this.#tokens.push(token);
    await settled();
    return node;
  }

  async #launch(): Promise<void> {
    const { layout, nodes, config } = this.#cluster;
    const seeds = layout.addresses.slice(0, nodes);
    const placesTokens = nodes > 1 && config.num_tokens === undefined && config.initial_token === undefined;
    if (placesTokens) this.#tokens.push(...evenTokens(nodes));
    for (const [index, address] of seeds.entries()) {
      const token = this.#tokens[index];
      const place = placeOf(this.#options, index);
      this.#nodes.push(await this.#createNode({ ...place, address, token, seeds, isJoining: false }));
    }
    const settled = await this.#followReturn(this.#nodes);
    await allOrNone(this.#options.signal, (signal) => this.#nodes.map((node) => node.launch(signal)));
    await settled();
    await this.runInitScripts(this.#options.initScripts, this.#options.signal);
  }

  async #createNode(place: LocalPlace): Promise<LocalNode> {
    const installation = this.#installation;
    const options = this.#options;
    const cluster = this.#cluster;
    const runFolder = this.#runFolder;
    const folder = join(runFolder, `node-${this.#nodes.length + 1}`);
    await mkdir(folder);
    const [jmxPort] = (await freePorts(['127.0.0.1'], 1)) as [number];
    const fullPlace = { ...place, folder };
    return new LocalNode({
      ...installation,
      ...fullPlace,
      jmxPort,
      port: this.port,
      heapMb: options.heapMb ?? defaultHeapMb,
      jvmOptions: options.jvmOptions ?? [],
      properties: (isRestart) => nodeProperties(cluster, fullPlace, isRestart),
      config: (version) => nodeConfig({ ...cluster, version }, fullPlace),
      files: nodeFiles(cluster, fullPlace),
      startupTimeoutMs: this.#startupTimeoutMs,
      probe: cluster.certificates?.client,
      followReturn: (node, wasUp) => this.#followReturn([node], wasUp),
    });
  }

  /** Marks the logs. Returns a function that waits until all running nodes see one another as up, and have one another in their peers tables. */
  async #followReturn(returning: readonly LocalNode[], wereUp = false): Promise<() => Promise<void>> {
    const gossip = await GossipLogs.mark(new Set([...this.#nodes, ...returning]));
    return async () => {
      const deadline = Date.now() + this.#startupTimeoutMs;
      const running = this.#nodes.filter(({ state }) => state === 'running');
      const { signal } = this.#options;
      await gossip.waitUntilSeenUp({ running, returning, wereUp, deadline, rejoinAfterMs, signal });
      await Promise.all(running.map((node) => this.#waitUntilItKnows(node, running, deadline)));
    };
  }

  #waitUntilItKnows(node: LocalNode, running: readonly LocalNode[], deadline: number): Promise<void> {
    const { address, port } = node;
    const others = running.filter((other) => other !== node).map((other) => other.address);
    return waitForPeers(
      this.admin,
      { endpoint: `${address}:${port}`, address, others },
      deadline,
      this.#options.signal,
    );
  }

  #adminLayout(): AdminLayout {
    const running = this.#nodes.filter(({ state }) => state === 'running');
    const datacenters = new Map<string, number>();
    for (const { datacenter } of this.#nodes) datacenters.set(datacenter, (datacenters.get(datacenter) ?? 0) + 1);
    return { coordinators: running.map(({ address, port }) => `${address}:${port}`), datacenters };
  }

  get #startupTimeoutMs(): number {
    return this.#options.startupTimeoutMs ?? defaultStartupTimeoutMs;
  }

  async #abandon(error: unknown): Promise<void> {
    if (error instanceof FixtureError && !(error instanceof PortTakenError)) {
      error.message += `\nThe whole log: ${await this.#keepLogs()}`;
    }
    await this.stop();
  }

  #keepLogs(): Promise<string> {
    return keepLogs(
      this.#runFolder,
      this.#nodes.map(({ logFile }) => logFile),
    );
  }

  async #shutDown(): Promise<void> {
    if (this.#nodes.some(({ hasCrashed }) => hasCrashed)) await this.#keepLogs();
    // A test server needs no graceful shutdown.
    await Promise.all(this.#nodes.map((node) => node.kill()));
    await removeFolder(this.#runFolder);
    await this.#watch.dismiss();
  }
}
