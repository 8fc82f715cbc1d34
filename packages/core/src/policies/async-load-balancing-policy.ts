import { consistency, isSerial, localLevelOf } from '../driver/consistency';
import { ConfigurationError } from '../errors/async-cassandra-error';
import {
  LoadBalancingPolicy,
  type Client,
  type ClientOptions,
  type ExecutionOptions,
  type Host,
  type HostMap,
} from '../driver/policies';
import { text } from '../options/option-checks';
import { completeOptions, option, optionBag, type TableOf } from '../options/option-table';
import { StandbyNodes } from './datacenter-failover';
import type { PolicyExecutionOptions } from './execution-options';
import type { PolicyClient } from './policy-client';
import { distance, type Distance } from './query-plan';
import { shuffle } from './shuffle';

/** The options of an `AsyncLoadBalancingPolicy`. */
export interface AsyncLoadBalancingOptions {
  /** Default: the cluster's `localDatacenter`, which defaults to the datacenter of the first contact point that answers. */
  readonly localDatacenter?: string | undefined;
}

export const loadBalancingBag = optionBag(
  'an AsyncLoadBalancingPolicy',
  {
    localDatacenter: option(text),
  } satisfies TableOf<AsyncLoadBalancingOptions>,
  { localDc: "give 'localDatacenter'" },
);

/**
 * The default load balancing: only nodes of one datacenter coordinate requests. Replicas of the statement's partition come
 * first, in random order, the less busy of two before the other; then the datacenter's other nodes. A node that is much slower gives way.
 * Statements with a condition go to the replicas in the order of the ring. In the cluster's local datacenter the policy follows the options
 * `localRack` and `datacenterFailover` of the cluster; without them, nodes of other datacenters are not connected to.
 *
 * It is also a policy of cassandra-driver, so that other policies can wrap it (`AllowListPolicy`). Used alone, requests
 * bypass the methods below: see `TokenAwareBalancer`, the same rules without callbacks.
 *
 * @example
 * const cluster = new AsyncCluster({ loadBalancingPolicy: new AsyncLoadBalancingPolicy({ localDatacenter: 'eu-west' }) });
 */
export class AsyncLoadBalancingPolicy extends LoadBalancingPolicy {
  readonly #ownDatacenter: string | undefined;
  #datacenter: string | undefined;
  #client: Client | undefined;
  #hosts: HostMap | undefined;
  #rack: string | undefined;
  #standby: StandbyNodes<Host> | undefined;

  /** @throws ConfigurationError when an option is unknown, or `localDatacenter` is not a text. */
  constructor(options: AsyncLoadBalancingOptions = {}) {
    super();
    this.#ownDatacenter = completeOptions(loadBalancingBag, options).localDatacenter;
  }

  /** The datacenter that was given to this policy itself. */
  get localDatacenter(): string | undefined {
    return this.#ownDatacenter;
  }

  /** Called by the cluster before the first request. Passes a ConfigurationError to `callback` when the datacenter does not exist. */
  override init(client: Client, hosts: HostMap, callback: (error: Error) => void): void {
    this.#client = client;
    this.#hosts = hosts;
    try {
      const names = hosts.values().map(({ datacenter }) => datacenter);
      this.#datacenter = checkDatacenter(this.#ownDatacenter ?? localDatacenterOf(client), names);
    } catch (error) {
      callback(error as Error);
      return;
    }
    // A client of cassandra-driver has no such options.
    const { rack, failover } = (client as unknown as Partial<PolicyClient>).placeFor?.(this.#datacenter) ?? {};
    this.#rack = rack;
    this.#standby = failover === undefined ? undefined : new StandbyNodes(failover);
    callback(undefined as never);
  }

  /** `local` for nodes of the local datacenter, `remote` for those that are kept ready for its failure, `ignored` for others. */
  override getDistance(host: Host): Distance {
    if (host.datacenter === this.#datacenter) return distance.local;
    return this.#standbyNodes()?.has(host) === true ? distance.remote : distance.ignored;
  }

  /** Passes the nodes of the local datacenter to `callback`, the replicas of the statement's partition first. */
  override newQueryPlan(
    keyspace: string,
    executionOptions: ExecutionOptions | undefined,
    callback: (error: Error, plan: Iterator<Host>) => void,
  ): void {
    const key = executionOptions?.getRoutingKey();
    const replicas = key ? this.#client!.getReplicas(executionOptions?.getKeyspace() ?? keyspace, key as Buffer) : null;
    callback(null as never, this.#plan(replicas ?? [], executionOptions));
  }

  *#plan(replicas: readonly Host[], options: ExecutionOptions | undefined): Generator<Host, undefined> {
    const level = options?.getConsistency();
    const isConditional = (options as Partial<PolicyExecutionOptions> | undefined)?.isConditional === true;
    const inRingOrder = isConditional || (level !== undefined && isSerial(level));
    const first = replicas.filter((host) => this.#isUsable(host));
    if (!inRingOrder) {
      shuffle(first);
      if (first.length > 1 && inFlight(first[1]!) < inFlight(first[0]!)) first.unshift(...first.splice(1, 1));
      this.#rackFirst(first);
    }
    yield* first;
    for (const host of this.#rackFirst(shuffle([...this.#hosts!.values()]))) {
      if (this.#isUsable(host) && !first.includes(host)) yield host;
    }
    if (this.#standby === undefined || this.#hosts!.values().some((host) => this.#isUsable(host))) return undefined;
    const standby = this.#standbyNodes()!;
    const localLevel = localLevelOf(level ?? consistency.localOne, options?.getSerialConsistency(), isConditional);
    if (localLevel !== undefined && !standby.failover.allowLocalConsistency) return undefined;
    for (const host of standby.order(replicas, inRingOrder)) if (host.isUp()) yield host;
    return undefined;
  }

  /** Sorts in place. */
  #rackFirst(hosts: Host[]): Host[] {
    const rack = this.#rack;
    if (rack === undefined) return hosts;
    return hosts.sort((one, other) => Number(other.rack === rack) - Number(one.rack === rack));
  }

  #standbyNodes(): StandbyNodes<Host> | undefined {
    this.#standby?.setNodes([...this.#hosts!.values()]);
    return this.#standby;
  }

  #isUsable(host: Host): boolean {
    return host.datacenter === this.#datacenter && host.isUp();
  }
}

/** Returns the name if the cluster has this datacenter. @throws ConfigurationError otherwise. */
export function checkDatacenter(name: string | undefined, existing: Iterable<string>): string {
  const known = [...new Set(existing)].sort();
  const list = known.map((each) => `'${each}'`).join(', ');
  if (name === undefined) {
    throw new ConfigurationError(`localDatacenter is not set; the cluster has ${list}`);
  }
  if (!known.includes(name)) {
    throw new ConfigurationError(`The cluster has no datacenter '${name}' (localDatacenter); it has ${list}`);
  }
  return name;
}

/** Not in the driver's declaration of a host, but its own policies call it. */
function inFlight(host: Host & { getInFlight?(): number }): number {
  return host.getInFlight?.() ?? 0;
}

/** The driver's declaration of a client leaves its options out, but its own policies read them. */
function localDatacenterOf(client: Client): string | undefined {
  return (client as unknown as { readonly options: ClientOptions }).options.localDataCenter;
}
