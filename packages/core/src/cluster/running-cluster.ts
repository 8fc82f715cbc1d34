// A connected cluster: control connection, policies, pools and shared objects. AsyncCluster starts it with the first connect().
import { Codecs } from '../codec/codecs';
import type { ConnectionOptions } from '../connection/connection-options';
import type { Node } from '../connection/pool/node';
import { NodePool } from '../connection/pool/node-pool';
import { ControlConnection } from '../control/control-connection';
import type { Metadata } from '../control/metadata';
import { SniProxy } from '../control/sni-proxy';
import { withDeadline } from '../waiting/with-deadline';
import type { Client } from '../driver/policies';
import { visibleText } from '../errors/visible-text';
import { nodeChanged, recordHealth } from '../observability/channels/observe-nodes';
import { ClusterPolicies } from '../policies/cluster-policies';
import type { ResolvedProfile } from '../policies/resolved-profile';
import { distance } from '../policies/query-plan';
import type { ProtocolVersion } from '../protocol/protocol-version';
import type { Timestamp } from '../protocol/requests/query-parameters';
import type { SchemaChange } from '../protocol/responses/schema-change';
import type { ClusterServices } from '../session/cluster-services';
import { DeadlineWheel } from '../waiting/deadline-wheel';
import { PreparedRegistry } from '../statement/prepared-registry';
import { profileSettings, type RequestSettings } from '../session/request/request-settings';
import type { TokenSpan } from '../routing/token-span';
import { AsyncCassandraSession } from '../session/async-cassandra-session';
import { ClusterScans } from '../scan/cluster-scans';
import type { ScannedCluster } from '../scan/plan-scan';
import type { ClusterEvents } from './cluster-events';
import { ClusterReplicas } from './cluster-replicas';
import { connectionOptions } from './connection-options';
import type { ResolvedOptions } from './options-with-secrets';
import { noNodeError } from './no-node-error';
import { resolveContactPoints } from './resolve-contact-points';
import { findPartitionKey, spansOfRing } from '../scan/scan-metadata';
import type { UserTypeRegistry } from './user-type-registry';
import { delay } from '../waiting/delay';

export type EmitClusterEvent = <Name extends keyof ClusterEvents>(name: Name, ...payload: ClusterEvents[Name]) => void;

/** Once one node is connected, how long connect() still waits for the first attempts on the others. */
const otherNodesGraceMs = 500;

export class RunningCluster implements ClusterServices, ScannedCluster {
  readonly codecs: Codecs;
  readonly prepared: PreparedRegistry;
  readonly deadlines = new DeadlineWheel();
  readonly replicas: ClusterReplicas;
  readonly maxConcurrentRequests: number;
  readonly maxQueuedRequests: number;
  readonly #options: ResolvedOptions;
  readonly #emit: EmitClusterEvent;
  readonly #connection: ConnectionOptions;
  readonly #control: ControlConnection;
  readonly #proxy: SniProxy | undefined;
  readonly #scans = new ClusterScans(this);
  readonly #sessions = new Set<AsyncCassandraSession>();
  readonly #settings = new Map<string | undefined, RequestSettings>();
  #policies: ClusterPolicies | undefined;
  #closing: Promise<void> | undefined;

  /** Connects to the first contact point that answers, then to the nodes. After an error nothing stays open. */
  static async start(
    options: ResolvedOptions,
    userTypes: UserTypeRegistry,
    emit: EmitClusterEvent,
    signal: AbortSignal,
  ): Promise<RunningCluster> {
    const cluster = new RunningCluster(options, userTypes, emit);
    try {
      await cluster.#control.connect(signal);
      // The `init` of a policy may never call back.
      await withDeadline(cluster.#startPolicies(), { signal });
      await cluster.#openPools(signal);
      return cluster;
    } catch (error) {
      await cluster.close();
      throw error;
    }
  }

  private constructor(options: ResolvedOptions, userTypes: UserTypeRegistry, emit: EmitClusterEvent) {
    this.#options = options;
    this.#emit = emit;
    this.maxConcurrentRequests = options.maxConcurrentRequests;
    this.maxQueuedRequests = options.maxQueuedRequests;
    this.codecs = new Codecs({ encoding: options.encoding, userTypes, codecs: options.codecs });
    this.#connection = connectionOptions(options, (warning) => emit('warning', warning));
    this.prepared = new PreparedRegistry(this.codecs, this.#connection.extensions);
    this.replicas = new ClusterReplicas(this, this.#connection.extensions);
    this.#proxy = options.sniProxy === undefined ? undefined : new SniProxy(options.sniProxy);
    this.#control = new ControlConnection(
      {
        ...options,
        connection: this.#connection,
        proxy: this.#proxy,
        resolveContactPoints: (signal) =>
          this.#proxy?.contactPoints(signal) ??
          resolveContactPoints(options.contactPoints, { timeoutMs: options.connectTimeoutMs, signal }),
      },
      {
        nodeAdded: (node) => this.#onNodeAdded(node),
        nodeRemoved: (node) => void this.#onNodeRemoved(node),
        nodeUpHint: (node) => node.pool?.reconnectNow(),
        schemaChanged: (change) => emit('schemaChanged', change),
        schemaOutdated: (change) => this.#onSchemaOutdated(change),
        warning: (message, error) => emit('warning', message, error),
      },
    );
  }

  get nodes(): readonly Node[] {
    return this.#control.nodes;
  }

  get metadata(): Metadata {
    return this.#control.metadata;
  }

  get clusterName(): string | undefined {
    return this.#control.clusterName;
  }

  get protocolVersion(): ProtocolVersion {
    return this.#connection.versions?.agreed ?? 5;
  }

  get hasSessions(): boolean {
    return this.#sessions.size > 0;
  }

  openSession(keyspace: string | undefined): AsyncCassandraSession {
    const session = new AsyncCassandraSession(this, keyspace, this.#scans, (closed) => this.#sessions.delete(closed));
    this.#sessions.add(session);
    return session;
  }

  settingsOf(executionProfile: string | undefined): RequestSettings | undefined {
    return this.#settings.get(executionProfile);
  }

  nextTimestamp(): Timestamp | null {
    return this.#options.timestampGenerator.next(this.#policies!.client as unknown as Client) as Timestamp | null;
  }

  tokenSpans(): readonly TokenSpan[] | undefined {
    return spansOfRing(this.metadata);
  }

  partitionKeyOf(keyspace: string, table: string, signal: AbortSignal): Promise<readonly string[] | undefined> {
    return findPartitionKey(this.metadata, keyspace, table, signal);
  }

  afterSchemaChange(change: SchemaChange, coordinator: Node): Promise<boolean> {
    return this.#control.onSchemaChange(change, { coordinator });
  }

  /** Closes the sessions first, so that requests in flight can finish. Afterwards no socket, timer or listener exists. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await Promise.all([...this.#sessions].map((session) => session.close()));
    this.#policies?.shutdown();
    await Promise.all([this.#control.close(), ...this.nodes.map((node) => node.pool?.close())]);
    this.deadlines.rest();
  }

  async #startPolicies(): Promise<void> {
    const { defaultProfile, profiles, localDatacenter = this.#proxy?.localDatacenter } = this.#options;
    const all = [defaultProfile, ...profiles.values()];
    const datacenters = this.#control.contactPointDatacenters;
    if (localDatacenter === undefined && datacenters.length > 1) {
      this.#emit(
        'warning',
        visibleText(
          `The contact points are in several datacenters (${datacenters.join(', ')}); using ${datacenters[0]} as the ` +
            'local one. Set localDatacenter',
        ),
      );
    }
    const policies = await ClusterPolicies.start(
      {
        localDatacenter: localDatacenter ?? datacenters[0],
        localRack: this.#options.localRack,
        datacenterFailover: this.#options.datacenterFailover,
        replicas: this.replicas,
        options: { contactPoints: this.#options.contactPoints.map(({ host, port }) => `${host}:${port}`) },
        metadata: this.metadata,
        log: (level, message) => {
          if (level === 'warning' || level === 'error') this.#emit('warning', visibleText(message));
        },
        nodeWanted: (node) => {
          if (this.#closing === undefined && node.isIgnored) void this.#openPool(node);
        },
      },
      this.nodes,
      {
        loadBalancing: all.map((profile) => profile.loadBalancingPolicy),
        speculativeExecution: all.flatMap(({ speculativeExecutionPolicy: policy }) =>
          policy === undefined ? [] : [policy],
        ),
      },
    );
    if (this.#closing !== undefined) {
      policies.shutdown();
      return;
    }
    this.#policies = policies;
    const settings = (profile: ResolvedProfile): RequestSettings =>
      profileSettings(profile, policies.balancerOf(profile.loadBalancingPolicy));
    for (const [name, profile] of profiles) this.#settings.set(name, settings(profile));
    this.#settings.set(undefined, settings(defaultProfile));
  }

  /** Resolves when the first attempt on every node has ended, or `otherNodesGraceMs` after the first success. */
  async #openPools(signal: AbortSignal): Promise<void> {
    const attempts = this.nodes.map((node) => this.#openPool(node));
    const enough = new AbortController();
    const othersHadTheirTime = Promise.any(attempts.map(failUnlessUp)).then(() =>
      delay(otherNodesGraceMs, enough.signal),
    );
    const allEnded = Promise.all(attempts);
    try {
      await withDeadline(Promise.race([allEnded, othersHadTheirTime.catch(() => allEnded)]), { signal });
    } finally {
      enough.abort();
    }
    if (!this.nodes.some((node) => node.isUp)) throw noNodeError(this.nodes);
  }

  /** Connects to the node unless the load-balancing policy ignores it. Resolves with whether the first attempt succeeded. */
  async #openPool(node: Node): Promise<boolean> {
    if (this.#policies === undefined || this.#policies.distanceOf(node) === distance.ignored) return false;
    const pool = new NodePool(
      node.description.endpoint,
      { ...this.#options, hostId: node.hostId, connection: this.#connection },
      {
        onUp: () => this.#onNodeUp(node),
        onDown: (error) => this.#onNodeDown(node, error),
        onConnectFailed: (error) => this.#emit('warning', `Could not connect to ${node.endpoint}`, error),
        onShardPortUnusable: (error) =>
          this.#emit('warning', `The shard-aware port of ${node.endpoint} is not used for five minutes`, error),
        onCapacity: () => this.#onCapacity(),
      },
    );
    node.attach(pool);
    await pool.open();
    return node.isUp;
  }

  #onSchemaOutdated(change: SchemaChange | undefined): void {
    this.prepared.schemaChanged(change);
    this.replicas.schemaChanged(change);
    if (change?.target !== 'KEYSPACE' || change.change !== 'DROPPED') return;
    for (const { pool } of this.nodes) pool?.forgetKeyspace(change.keyspace);
  }

  #onNodeAdded(node: Node): void {
    this.replicas.nodesChanged();
    // Before the policies are started, the nodes belong to the first list.
    if (this.#policies === undefined || this.#closing !== undefined) return;
    this.#policies.nodeAdded(node);
    nodeChanged('added', node);
    this.#emit('nodeAdded', node);
    void this.#openPool(node);
  }

  async #onNodeRemoved(node: Node): Promise<void> {
    this.replicas.nodesChanged();
    if (this.#policies === undefined) return;
    this.#policies.nodeRemoved(node);
    nodeChanged('removed', node);
    this.#emit('nodeRemoved', node);
    await node.pool?.close();
  }

  #onNodeUp(node: Node): void {
    this.#policies?.nodeUp(node);
    this.#control.reconnectNow();
    nodeChanged('up', node);
    recordHealth(this.#sessions, node);
    this.#emit('nodeUp', node);
  }

  #onNodeDown(node: Node, error: Error): void {
    this.#policies?.nodeDown(node);
    nodeChanged('down', node, error);
    recordHealth(this.#sessions, node);
    this.#emit('nodeDown', node, error);
  }

  #onCapacity(): void {
    for (const session of this.#sessions) session.onCapacity();
  }
}

async function failUnlessUp(attempt: Promise<boolean>): Promise<void> {
  if (!(await attempt)) throw new Error('the first attempt to connect failed');
}
