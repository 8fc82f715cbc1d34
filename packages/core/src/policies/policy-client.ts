// The cluster as cassandra-driver's policies see it: the part of that driver's `Client` that a policy has reason to use.
// It runs no queries: a policy is asked in the middle of one.
import { EventEmitter } from 'node:events';
import type { Node } from '../connection/pool/node';
import { murmur3Token } from '../routing/murmur3';
import type { ClientOptions } from '../driver/policies';
import { hostOf, type PolicyHost } from './policy-host';
import type { PolicyHostMap } from './policy-host-map';
import { guardEmit } from '../waiting/guard-callback';
import type { ReplicaSource, TokenHalves } from './query-plan';

export type LogLevel = 'verbose' | 'info' | 'warning' | 'error';

export interface PolicyClientContext {
  readonly replicas: ReplicaSource;
  /** That of the options, or that of the first contact point that answered. */
  readonly localDatacenter: string | undefined;
  /** What `client.options` holds besides: nothing secret. */
  readonly options: Pick<ClientOptions, 'contactPoints' | 'policies' | 'queryOptions' | 'encoding'>;
  /** `client.metadata`. */
  readonly metadata: unknown;
  /** What a policy says goes here, and to the listeners of `log`. */
  log(level: LogLevel, message: string): void;
  /** A policy wants a node that had no connections so far, because every policy ignored it. */
  nodeWanted?(node: Node): void;
}

/** Emits `hostAdd`, `hostRemove`, `hostUp` and `hostDown` with the host, and `log`. */
export class PolicyClient extends EventEmitter {
  readonly hosts: PolicyHostMap;
  readonly options: Readonly<ClientOptions>;
  readonly metadata: unknown;
  /** Each session has its own: a plan is asked for with it. */
  readonly keyspace = undefined;
  readonly connected = true;
  readonly #context: PolicyClientContext;

  constructor(hosts: PolicyHostMap, context: PolicyClientContext) {
    super();
    this.hosts = hosts;
    this.metadata = context.metadata;
    this.options = Object.freeze({ ...context.options, localDataCenter: context.localDatacenter });
    this.#context = context;
  }

  /** @internal From the balancer of a policy. */
  nodeWanted(node: Node): void {
    this.#context.nodeWanted?.(node);
  }

  /** Null when they cannot be known. `key` is an encoded partition key, or a token. */
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

/** As `client.getState()` of cassandra-driver, read when it is asked. */
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
