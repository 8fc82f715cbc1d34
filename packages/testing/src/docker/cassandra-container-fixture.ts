// Cassandra nodes in Docker containers. Above 300 lines: starting, settling and stopping share the private state of one fixture.
import { randomUUID } from 'node:crypto';
import { AdministeredFixture } from '../administered-fixture';
import { allOrNone } from '../all-or-none';
import { announce } from '../announce';
import { CqlAdmin, type AdminLayout } from '../cql/cql-admin';
import { waitForPeers } from '../cql/wait-for-peers';
import { addressesVariable } from '../environment';
import type { AddNodeOptions, CassandraFixture, CassandraNode, FixtureClusterOptions, StartOptions } from '../fixture';
import { FixtureError, fixtureErrorCode } from '../fixture-error';
import { refuseUnknown } from '../known-options';
import { freePorts } from '../server/addresses';
import { clientSecurity, type ClusterSettings } from '../server/node-settings';
import { defaultRack, nodeCount, placeOf } from '../server/place';
import { evenTokens, tokenBetween } from '../server/ring';
import type { Progress } from '../progress';
import { stopAfterFailure } from '../start-unless-aborted';
import { makeCertificates } from '../tls/certificates';
import { releaseOf } from '../version';
import { ContainerNode } from './container-node';
import { containerSettings, cqlPort, storagePort, type ContainerPlace } from './container-settings';
import { ensureImage, findDocker, type Docker } from './docker';
import { startNodeContainer, type NodeContainerOptions } from './node-container';
import { labelsOf, removeFixture, removeOrphans } from './fixture-objects';
import { startReaper } from './start-reaper';

const defaultHeapMb = 512;
const defaultStartupTimeoutMs = 300_000;
const shownLogLines = 25;
const portAttempts = 3;
const portTaken = /port is already allocated|address already in use/;

/** The options of `CassandraContainerFixture.start`. */
export type CassandraContainerOptions = Omit<StartOptions, 'provider'>;

const defaultTag = '5.0';

/** Returns the official image of a version, unless the options name an image. */
export function imageFor({ image, version = defaultTag }: Pick<StartOptions, 'image' | 'version'>): string {
  return image ?? `cassandra:${version}`;
}

/** A Cassandra in Docker containers, through Testcontainers. */
export class CassandraContainerFixture extends AdministeredFixture implements CassandraFixture {
  readonly #options: CassandraContainerOptions;
  readonly #cluster: ClusterSettings;
  readonly #docker: Docker;
  readonly provider = 'docker';
  readonly #nodes: ContainerNode[] = [];
  readonly #tokens: string[] = [];
  readonly #lastLines: string[][] = [];
  readonly #fixtureId = randomUUID();
  readonly #dismissReaper = startReaper(this.#fixtureId);
  /** @internal */
  protected readonly admin = new CqlAdmin(
    () => this.clusterOptions(),
    () => this.#adminLayout(),
  );
  #stopping: Promise<void> | undefined;

  private constructor(
    readonly reason: string,
    options: CassandraContainerOptions,
    cluster: ClusterSettings,
    docker: Docker,
  ) {
    super();
    this.#options = options;
    this.#cluster = cluster;
    this.#docker = docker;
  }

  static async start(
    options: CassandraContainerOptions = {},
    reason = 'asked for',
  ): Promise<CassandraContainerFixture> {
    refuseUnknown('startCassandra', options);
    return announce(options, (progress) => CassandraContainerFixture.#startWith(options, progress, reason));
  }

  static async #startWith(
    options: CassandraContainerOptions,
    progress: Progress,
    reason: string,
  ): Promise<CassandraContainerFixture> {
    const docker = await findDocker();
    const image = imageFor(options);
    await ensureImage(docker, image, () => progress.step(`Fetching the image ${image}`), options.signal);
    await removeOrphans(docker.client);
    const nodes = nodeCount(options);
    const cluster: ClusterSettings = {
      layout: { port: cqlPort, storagePort },
      version: releaseOf(options.version),
      nodes,
      config: options.config ?? {},
      auth: options.auth ?? false,
      requiresClientCertificate: options.tls === 'mutual',
      certificates: options.tls ? await makeCertificates([hostOf(docker)]) : undefined,
    };
    progress.step(`Starting ${nodes === 1 ? 'a container' : `${nodes} containers`} of ${image}`);
    const fixture = new CassandraContainerFixture(reason, options, cluster, docker);
    try {
      await fixture.#launch();
      return fixture;
    } catch (error) {
      await stopAfterFailure(fixture);
      throw fixture.#explain(error);
    }
  }

  get contactPoints(): readonly string[] {
    return this.#nodes.map(({ address, port }) => (this.#nodes.length === 1 ? address : `${address}:${port}`));
  }

  /** The port of the first node: each node has its own port on this machine. */
  get port(): number {
    return this.#nodes[0]?.port ?? cqlPort;
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
      addressTranslator: (host, innerPort) => this.#reachable(host, innerPort),
      ...clientSecurity(cluster),
    };
  }

  override environment(): Record<string, string> {
    const addresses = this.#nodes.map(
      ({ innerAddress, address, port }) => [`${innerAddress}:${cqlPort}`, `${address}:${port}`] as const,
    );
    return { ...super.environment(), ...addressesVariable(new Map(addresses)) };
  }

  node(index: number): CassandraNode {
    const node = this.#nodes[index];
    if (node) return node;
    throw new FixtureError(
      fixtureErrorCode.badOption,
      `There is no node ${index}: the fixture has ${this.#nodes.length}`,
    );
  }

  async addNode(options: AddNodeOptions = {}): Promise<CassandraNode> {
    refuseUnknown('addNode', options);
    const { datacenter = this.localDatacenter, rack = defaultRack } = options;
    const token = this.#tokens.length > 0 ? tokenBetween(this.#tokens) : undefined;
    const node = await this.#startNode(
      { datacenter, rack, token, seeds: [this.#nameOf(0)], isJoining: true },
      this.#nodes.length,
      this.#options.signal,
    );
    this.#nodes.push(node);
    if (token !== undefined) this.#tokens.push(token);
    await this.#waitUntilSettled();
    return node;
  }

  async logs(): Promise<string> {
    const logs = await Promise.all(this.#nodes.map(async (node) => `==> ${node.innerAddress}\n${await node.logs()}`));
    return logs.join('\n');
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#shutDown();
    return this.#stopping;
  }

  async #launch(): Promise<void> {
    const { nodes, config } = this.#cluster;
    await this.#docker.client.network.create({
      Name: this.#fixtureId,
      Driver: 'bridge',
      Labels: labelsOf(this.#fixtureId),
    });
    const placesTokens = nodes > 1 && config.num_tokens === undefined && config.initial_token === undefined;
    if (placesTokens) this.#tokens.push(...evenTokens(nodes));
    const seeds = Array.from({ length: nodes }, (_, index) => this.#nameOf(index));
    const places = seeds.map((_, index) => {
      return { ...placeOf(this.#options, index), token: this.#tokens[index], seeds, isJoining: false };
    });
    this.#nodes.push(
      ...(await allOrNone(this.#options.signal, (signal) =>
        places.map((place, index) => this.#startNode(place, index, signal)),
      )),
    );
    await this.#waitUntilSettled();
    await this.runInitScripts(this.#options.initScripts, this.#options.signal);
  }

  async #startNode(place: ContainerPlace, index: number, signal: AbortSignal | undefined): Promise<ContainerNode> {
    const docker = this.#docker;
    const options = this.#options;
    const cluster = this.#cluster;
    const lastLines: string[] = [];
    this.#lastLines[index] = lastLines;
    const settings = containerSettings(cluster, place, options.heapMb ?? defaultHeapMb, options.jvmOptions ?? []);
    const onLogLine = (line: string) => {
      lastLines.push(line);
      if (lastLines.length > shownLogLines) lastLines.shift();
    };
    const { container, hostPort } = await this.#startContainer({
      name: this.#nameOf(index),
      settings,
      onLogLine,
      signal,
    });
    return new ContainerNode({
      client: docker.client,
      container,
      host: hostOf(docker),
      port: hostPort,
      datacenter: place.datacenter,
      rack: place.rack,
      network: this.#fixtureId,
      settled: () => this.#waitUntilSettled(),
    });
  }

  /** Starts a container on a free port. If another process takes the port first, tries the next one. */
  async #startContainer(node: Pick<NodeContainerOptions, 'name' | 'settings' | 'onLogLine' | 'signal'>) {
    const docker = this.#docker;
    const startupTimeoutMs = this.#startupTimeoutMs;
    const fixtureId = this.#fixtureId;
    const image = imageFor(this.#options);
    const common = { ...node, image, fixtureId, network: fixtureId, startupTimeoutMs };
    for (let attempt = 1; ; attempt++) {
      const [hostPort] = (await freePorts(['0.0.0.0'], 1)) as [number];
      try {
        const container = await startNodeContainer(docker, { ...common, hostPort });
        return { container, hostPort };
      } catch (error) {
        // Its name must be free for the next attempt. What cannot be removed now goes with the fixture.
        const failed = docker.client.container.getById(node.name);
        await failed.remove({ force: true, v: true }).catch(() => undefined);
        if (attempt === portAttempts || !portTaken.test(String(error))) throw error;
      }
    }
  }

  /** Waits until each running node answers and has the others in its peers table. */
  async #waitUntilSettled(): Promise<void> {
    const deadline = Date.now() + this.#startupTimeoutMs;
    const running = this.#nodes.filter(({ state }) => state === 'running');
    await Promise.all(running.map((node) => this.#waitUntilItKnows(node, running, deadline)));
  }

  #waitUntilItKnows(node: ContainerNode, running: readonly ContainerNode[], deadline: number): Promise<void> {
    const others = running.filter((other) => other !== node).map(({ innerAddress }) => innerAddress);
    const endpoint = `${node.address}:${node.port}`;
    return waitForPeers(this.admin, { endpoint, address: node.innerAddress, others }, deadline, this.#options.signal);
  }

  #reachable(host: string, port: number): { host: string; port: number } {
    const node = this.#nodes.find(({ innerAddress }) => innerAddress === host);
    return node && port === cqlPort ? { host: node.address, port: node.port } : { host, port };
  }

  #adminLayout(): AdminLayout {
    const running = this.#nodes.filter(({ state }) => state === 'running');
    const datacenters = new Map<string, number>();
    for (const { datacenter } of this.#nodes) datacenters.set(datacenter, (datacenters.get(datacenter) ?? 0) + 1);
    return { coordinators: running.map(({ address, port }) => `${address}:${port}`), datacenters };
  }

  #nameOf(index: number): string {
    return `cassandra-${index + 1}-${this.#fixtureId}`;
  }

  get #startupTimeoutMs(): number {
    return this.#options.startupTimeoutMs ?? defaultStartupTimeoutMs;
  }

  /** Adds the logs of the containers to an error of Testcontainers, which only reports the timeout. */
  #explain(error: unknown): unknown {
    if (error instanceof FixtureError) return error;
    return new FixtureError(
      fixtureErrorCode.startFailed,
      `The containers did not start: ${error instanceof Error ? error.message : String(error)}. The end of their logs:\n${this.#lastLines.map((lines) => lines.join('\n')).join('\n\n')}`,
      { cause: error },
    );
  }

  async #shutDown(): Promise<void> {
    await removeFixture(this.#docker.client, this.#fixtureId);
    await this.#dismissReaper();
  }
}

/** Returns the host on which the ports of containers are reachable. */
function hostOf({ client }: Docker): string {
  const { host } = client.info.containerRuntime;
  // The stock driver treats a name with two addresses as two nodes.
  return host === 'localhost' ? '127.0.0.1' : host;
}
