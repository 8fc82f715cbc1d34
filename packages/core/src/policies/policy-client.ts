// The cluster as cassandra-driver's policies see it: the part of the driver's `Client` that policies use.
// It runs no queries: a policy is called in the middle of one.
import { EventEmitter } from 'node:events';
import type { Node } from '../connection/pool/node';
import { murmur3Token } from '../routing/murmur3';
import type { ClientOptions } from '../driver/policies';
import { hostOf, type PolicyHost } from './policy-host';
import type { CompleteFailover } from './datacenter-failover';
import type { PolicyHostMap } from './policy-host-map';
import { guardEmit } from '../waiting/guard-callback';
import type { ReplicaSource, TokenHalves } from './query-plan';

export type LogLevel = 'verbose' | 'info' | 'warning' | 'error';

export interface PolicyClientContext {
  readonly replicas: ReplicaSource;
  /** The datacenter of the options, or of the first contact point that answered. */
  readonly localDatacenter: string | undefined;
  /** The rack of the options. */
  readonly localRack?: string | undefined;
  readonly datacenterFailover?: CompleteFailover | undefined;
  /** Further fields of `client.options`. No secrets. */
  readonly options: Pick<ClientOptions, 'contactPoints' | 'policies' | 'queryOptions' | 'encoding'>;
  /** `client.metadata`. */
  readonly metadata: unknown;
  /** Receives the messages of policies, as the listeners of `log` do. */
  log(level: LogLevel, message: string): void;
  /** Called when a policy wants a node without connections, because every policy ignored it until now. */
  nodeWanted?(node: Node): void;
}

/** The options about places, as far as they apply to one policy. */
export interface Placement {
  readonly rack?: string | undefined;
  readonly failover?: CompleteFailover | undefined;
}

/** Emits `hostAdd`, `hostRemove`, `hostUp` and `hostDown` with the host, and `log`. */
export class PolicyClient extends EventEmitter {
  readonly hosts: PolicyHostMap;
  readonly options: Readonly<ClientOptions>;
  readonly metadata: unknown;
  /** Undefined: each session has its own keyspace, which it passes when it asks for a plan. */
  readonly keyspace = undefined;
  readonly connected = true;
  readonly #context: PolicyClientContext;
  #placesUsed = 0;

  constructor(hosts: PolicyHostMap, context: PolicyClientContext) {
    super();
    this.hosts = hosts;
    this.metadata = context.metadata;
    this.options = Object.freeze({ ...context.options, localDataCenter: context.localDatacenter });
    this.#context = context;
  }

  /** @internal The options of the cluster about places, for a policy of our own whose local datacenter this is. */
  placeFor(datacenter: string): Placement {
    const { localDatacenter, localRack, datacenterFailover } = this.#context;
    if (datacenter !== localDatacenter) return {};
    this.#placesUsed++;
    return { rack: localRack, failover: datacenterFailover };
  }

  /** @internal Whether a policy follows the options of the cluster about places. */
  get isPlaceUsed(): boolean {
    return this.#placesUsed > 0;
  }

  /** @internal Calls `start` of a policy. Returns the failover that the policy follows; undefined if it follows none. */
  failoverOf(start: () => void): CompleteFailover | undefined {
    const before = this.#placesUsed;
    start();
    return this.#placesUsed > before ? this.#context.datacenterFailover : undefined;
  }

  /** @internal Called by the balancer of a policy. */
  nodeWanted(node: Node): void {
    this.#context.nodeWanted?.(node);
  }

  /** Returns the replicas, null when they are not known. `key` is an encoded partition key, or a token. */
  getReplicas(keyspace: string | null | undefined, key: Buffer | TokenHalves): PolicyHost[] | null {
    if (!keyspace || !key) return null;
    const token = Buffer.isBuffer(key) ? murmur3Token(key) : key;
    const nodes = this.#context.replicas.replicasOf(keyspace, token);
    return nodes === undefined ? null : nodes.map(hostOf);
  }

  getState(): ClientState {
    return new ClientState(this.hosts);
  }

  log(level: LogLevel, message: string, furtherInfo?: unknown): void {
    this.#context.log(level, message);
    guardEmit(this, 'log', level, 'policy', message, furtherInfo);
  }
}

/** The same as `client.getState()` of cassandra-driver; each call reads the current state. */
class ClientState {
  readonly #hosts: PolicyHostMap;

  constructor(hosts: PolicyHostMap) {
    this.#hosts = hosts;
  }

  getConnectedHosts(): PolicyHost[] {
    return this.#hosts.values().filter((host) => host.isUp());
  }

  getOpenConnections(host: PolicyHost): number {
    return host.node.openConnections;
  }

  getInFlightQueries(host: PolicyHost): number {
    return host.getInFlight();
  }

  toString(): string {
    const states = this.getConnectedHosts().map(
      (host) =>
        `${host.address}: ${this.getOpenConnections(host)} open connections, ${host.getInFlight()} requests in flight`,
    );
    return states.join('\n');
  }
}
