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
 * first, in random order, the less busy of two before the other; then the datacenter's other nodes. Nodes of other datacenters
 * are not connected to.
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
    callback(undefined as never);
  }

  /** `local` for nodes of the local datacenter, `ignored` for others. */
  override getDistance(host: Host): Distance {
    return host.datacenter === this.#datacenter ? distance.local : distance.ignored;
  }

  /** Passes the nodes of the local datacenter to `callback`, the replicas of the statement's partition first. */
  override newQueryPlan(
    keyspace: string,
    executionOptions: ExecutionOptions | undefined,
    callback: (error: Error, plan: Iterator<Host>) => void,
  ): void {
    const key = executionOptions?.getRoutingKey();
    const replicas = key ? this.#client!.getReplicas(executionOptions?.getKeyspace() ?? keyspace, key as Buffer) : null;
    callback(null as never, this.#plan(replicas ?? []));
  }

  *#plan(replicas: readonly Host[]): Generator<Host, undefined> {
    const first = shuffle(replicas.filter((host) => this.#isUsable(host)));
    if (first.length > 1 && inFlight(first[1]!) < inFlight(first[0]!)) first.unshift(...first.splice(1, 1));
    yield* first;
    for (const host of shuffle([...this.#hosts!.values()])) {
      if (this.#isUsable(host) && !first.includes(host)) yield host;
    }
    return undefined;
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
