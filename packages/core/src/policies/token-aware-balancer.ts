// Runs the default load balancing: nodes of one datacenter, replicas of the request's token first. Hot path: a plan is one object, and
// its first node is chosen without an array.
import type { Node } from '../connection/pool/node';
import { lessBusy } from './choose-node';
import { StandbyNodes, type CompleteFailover } from './datacenter-failover';
import { FailoverPlan } from './failover-plan';
import {
  distance,
  type Distance,
  type LoadBalancer,
  type PlanRequest,
  type QueryPlan,
  type ReplicaSource,
} from './query-plan';
import { LocalRack, RackAwarePlan } from './rack-aware-plan';
import { RingOrderPlan } from './ring-order-plan';
import { randomBelow, shuffle } from './shuffle';

export interface TokenAwareOptions {
  readonly rack?: string | undefined;
  readonly failover?: CompleteFailover | undefined;
}

export class TokenAwareBalancer implements LoadBalancer {
  readonly datacenter: string;
  readonly #replicas: ReplicaSource;
  readonly #rack: LocalRack | undefined;
  readonly #standby: StandbyNodes<Node> | undefined;
  #localNodes: readonly Node[] = [];

  constructor(datacenter: string, replicas: ReplicaSource, { rack, failover }: TokenAwareOptions = {}) {
    this.datacenter = datacenter;
    this.#replicas = replicas;
    this.#rack = rack === undefined ? undefined : new LocalRack(datacenter, rack);
    this.#standby = failover === undefined ? undefined : new StandbyNodes(failover);
  }

  /** Call it when a node is added or removed. */
  setNodes(nodes: Iterable<Node>): void {
    const all = [...nodes];
    this.#localNodes = all.filter((node) => node.datacenter === this.datacenter);
    this.#standby?.setNodes(all);
  }

  distanceOf(node: Node): Distance {
    if (node.datacenter === this.datacenter) return distance.local;
    return this.#standby?.has(node) === true ? distance.remote : distance.ignored;
  }

  /** The nodes of other datacenters that are kept ready. */
  get standbyNodes(): readonly Node[] {
    return this.#standby?.all ?? [];
  }

  plan(request: PlanRequest): QueryPlan {
    const replicas = this.#replicasOf(request);
    const local = this.#localPlan(request, replicas);
    if (this.#standby === undefined) return local;
    return new FailoverPlan(local, this.#localNodes, replicas, this.#standby, request);
  }

  #localPlan(request: PlanRequest, replicas: readonly Node[] | undefined): QueryPlan {
    if (replicas !== undefined && request.isConditional) {
      return new RingOrderPlan(this.datacenter, this.#localNodes, replicas);
    }
    if (this.#rack !== undefined) return new RackAwarePlan(this.#rack, this.#localNodes, replicas);
    return new TokenAwarePlan(this.datacenter, this.#localNodes, replicas);
  }

  #replicasOf(request: PlanRequest): readonly Node[] | undefined {
    const { keyspace } = request;
    if (keyspace === undefined) return undefined;
    const { token } = request;
    return token === undefined ? undefined : this.#replicas.replicasOf(keyspace, token);
  }
}

class TokenAwarePlan implements QueryPlan {
  readonly #datacenter: string;
  readonly #localNodes: readonly Node[];
  readonly #replicas: readonly Node[] | undefined;
  #first: Node | undefined = undefined;
  #isBegun = false;
  #rest: readonly Node[] | undefined = undefined;
  #index = 0;

  constructor(datacenter: string, localNodes: readonly Node[], replicas: readonly Node[] | undefined) {
    this.#datacenter = datacenter;
    this.#localNodes = localNodes;
    this.#replicas = replicas;
  }

  next(): Node | undefined {
    if (!this.#isBegun) {
      this.#isBegun = true;
      this.#first = this.#chooseReplica() ?? chooseOfTwo(this.#localNodes);
      if (this.#first !== undefined) return this.#first;
    }
    this.#rest ??= this.#order();
    while (this.#index < this.#rest.length) {
      const node = this.#rest[this.#index++]!;
      if (node.isUp) return node;
    }
    return undefined;
  }

  /** Returns one of two random local replicas: the one with fewer requests in flight. */
  #chooseReplica(): Node | undefined {
    const replicas = this.#replicas;
    if (replicas === undefined) return undefined;
    let usable = 0;
    for (const replica of replicas) if (this.#isUsable(replica)) usable++;
    if (usable === 0) return undefined;
    const one = randomBelow(usable);
    if (usable === 1) return this.#usableAt(replicas, one);
    const other = (one + 1 + randomBelow(usable - 1)) % usable;
    return lessBusy(this.#usableAt(replicas, one), this.#usableAt(replicas, other));
  }

  #isUsable(node: Node): boolean {
    return node.datacenter === this.#datacenter && node.isUp;
  }

  #usableAt(replicas: readonly Node[], index: number): Node {
    for (const replica of replicas) if (this.#isUsable(replica) && index-- === 0) return replica;
    throw new RangeError('There are fewer usable replicas than were counted');
  }

  /** Returns the nodes after the first one: the other replicas shuffled, then the other nodes from a random one on. */
  #order(): readonly Node[] {
    const order: Node[] = [];
    for (const replica of this.#replicas ?? []) {
      if (replica !== this.#first && this.#isUsable(replica)) order.push(replica);
    }
    shuffle(order);
    const seen = new Set<Node | undefined>(order).add(this.#first);
    const nodes = this.#localNodes;
    const start = randomBelow(nodes.length);
    for (let i = 0; i < nodes.length; i++) {
      const node = nodes[(start + i) % nodes.length]!;
      if (!seen.has(node)) order.push(node);
    }
    return order;
  }
}

/** Returns undefined also when both picked nodes are down while others are up: then the caller checks all of them. */
function chooseOfTwo(nodes: readonly Node[]): Node | undefined {
  const { length } = nodes;
  if (length === 0) return undefined;
  const index = randomBelow(length);
  const one = nodes[index]!;
  const other = length === 1 ? one : nodes[(index + 1 + randomBelow(length - 1)) % length]!;
  if (one.isUp && other.isUp) return lessBusy(one, other);
  return one.isUp ? one : other.isUp ? other : undefined;
}
