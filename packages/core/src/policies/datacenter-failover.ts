// The option `datacenterFailover`: what it may contain, and the nodes of other datacenters that it keeps ready.
import { ConfigurationError } from '../errors/async-cassandra-error';
import { trueOrFalse, wholeNumber } from '../options/option-checks';
import { completeOptions, option, optionBag, type Complete, type TableOf } from '../options/option-table';
import { random } from '../waiting/random';
import { shuffle } from './shuffle';

/** Other datacenters that coordinate requests while no node of the local one can be asked. */
export interface DatacenterFailover {
  /** The names of the other datacenters, the first choice first. */
  readonly datacenters: readonly string[];
  /** How many nodes of each of them get connections and requests. Default: all of its nodes. */
  readonly nodesPerDatacenter?: number | undefined;
  /**
   * Whether they also serve requests at LOCAL_ONE, LOCAL_QUORUM and LOCAL_SERIAL, whose meaning changes with the datacenter: a read may miss
   * what was just written at such a level. Default: false, these requests fail.
   */
  readonly allowLocalConsistency?: boolean | undefined;
}

export const failoverBag = optionBag('datacenterFailover', {
  datacenters: option<readonly string[], readonly string[]>(
    (value) => (isListOfNames(value) ? undefined : 'must be a list of names of datacenters, each once'),
    [],
  ),
  nodesPerDatacenter: option(wholeNumber(1, 0x7fff_ffff)),
  allowLocalConsistency: option(trueOrFalse, false),
} satisfies TableOf<DatacenterFailover>);

export type CompleteFailover = Complete<(typeof failoverBag)['table']>;

/** @throws ConfigurationError when an option is unknown or wrong, or `datacenters` is missing. */
export function completeFailover(
  failover: DatacenterFailover | undefined,
  localDatacenter: string | undefined,
): CompleteFailover | undefined {
  if (failover === undefined) return undefined;
  const complete = completeOptions(failoverBag, failover, 'datacenterFailover');
  if (complete.datacenters.length === 0) {
    throw new ConfigurationError("Option 'datacenterFailover.datacenters' must name at least one other datacenter");
  }
  if (localDatacenter !== undefined) refuseLocal(complete, localDatacenter);
  return { ...complete, datacenters: Object.freeze([...complete.datacenters]) };
}

/** @throws ConfigurationError when a datacenter of the failover is the local one, or does not exist. */
export function checkFailover(failover: CompleteFailover, localDatacenter: string, existing: Iterable<string>): void {
  refuseLocal(failover, localDatacenter);
  const known = [...new Set(existing)].sort();
  for (const name of failover.datacenters) {
    if (known.includes(name)) continue;
    const list = known.map((each) => `'${each}'`).join(', ');
    throw new ConfigurationError(`The cluster has no datacenter '${name}' (datacenterFailover); it has ${list}`);
  }
}

function refuseLocal({ datacenters }: CompleteFailover, localDatacenter: string): void {
  if (!datacenters.includes(localDatacenter)) return;
  throw new ConfigurationError(
    `Option 'datacenterFailover.datacenters' must not name '${localDatacenter}', the local datacenter`,
  );
}

function isListOfNames(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.every((name) => typeof name === 'string' && name !== '') &&
    new Set(value).size === value.length
  );
}

/** The nodes of other datacenters that are kept ready: nodes, or the hosts of a policy. */
export class StandbyNodes<N extends { readonly datacenter: string }> {
  readonly failover: CompleteFailover;
  #byDatacenter: ReadonlyMap<string, readonly N[]> = new Map();
  /** Which nodes are taken, where not all are: each client takes others, and keeps them. */
  readonly #ranks = new WeakMap<N, number>();

  constructor(failover: CompleteFailover) {
    this.failover = failover;
  }

  setNodes(nodes: readonly N[]): void {
    const { datacenters, nodesPerDatacenter } = this.failover;
    this.#byDatacenter = new Map(
      datacenters.map((name) => {
        const all = nodes.filter(({ datacenter }) => datacenter === name);
        return [name, all.sort((a, b) => this.#rankOf(a) - this.#rankOf(b)).slice(0, nodesPerDatacenter)];
      }),
    );
  }

  get all(): readonly N[] {
    return [...this.#byDatacenter.values()].flat();
  }

  has(node: N): boolean {
    return this.#byDatacenter.get(node.datacenter)?.includes(node) ?? false;
  }

  /** Returns the nodes in the order of the datacenters, in each of them the replicas first: in the order of the ring, or shuffled. */
  order(replicas: readonly N[], inRingOrder: boolean): readonly N[] {
    const order = new Set<N>();
    for (const nodes of this.#byDatacenter.values()) {
      const first = replicas.filter((node) => nodes.includes(node));
      for (const node of inRingOrder ? first : shuffle(first)) order.add(node);
      for (const node of shuffle([...nodes])) order.add(node);
    }
    return [...order];
  }

  #rankOf(node: N): number {
    let rank = this.#ranks.get(node);
    if (rank === undefined) this.#ranks.set(node, (rank = random()));
    return rank;
  }
}
