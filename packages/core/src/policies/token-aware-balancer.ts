// Runs the default load balancing: nodes of one datacenter, replicas of the request's token first. Hot path: a plan is one object, and
// its first node is chosen without an array.
import type { Node } from '../connection/pool/node';
import { lessBusy, pickOfTwo } from './choose-node';
import { StandbyNodes } from './datacenter-failover';
import { FailoverPlan } from './failover-plan';
import { ChosenFirstPlan } from './ordered-plan';
import type { Placement } from './policy-client';
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
import { fromRandomOne, randomBelow, shuffle } from './shuffle';

type IsLocal = (node: Node) => boolean;

export class TokenAwareBalancer implements LoadBalancer {
  readonly datacenter: string;
  readonly #replicas: ReplicaSource;
  /** Created once, for all plans. */
  readonly #isLocal: IsLocal = (node) => node.datacenter === this.datacenter;
  readonly #rack: LocalRack | undefined;
  readonly #standby: StandbyNodes<Node> | undefined;
  #localNodes: readonly Node[] = [];

  constructor(datacenter: string, replicas: ReplicaSource, { rack, failover }: Placement = {}) {
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
    return new TokenAwarePlan(this.#isLocal, this.#localNodes, replicas);
  }

  #replicasOf(request: PlanRequest): readonly Node[] | undefined {
    const { keyspace } = request;
    if (keyspace === undefined) return undefined;
    const { token } = request;
    if (token === undefined) return undefined;
    const { tablets } = this.#replicas;
    if (tablets !== undefined && request.table !== undefined) {
      const tablet = tablets.find(keyspace, request.table, token);
      if (tablet !== undefined) return tablet.nodes;
    }
    return this.#replicas.replicasOf(keyspace, token);
  }
}

class TokenAwarePlan extends ChosenFirstPlan {
  readonly #isLocal: IsLocal;
  readonly #localNodes: readonly Node[];
  readonly #replicas: readonly Node[];

  constructor(isLocal: IsLocal, localNodes: readonly Node[], replicas: readonly Node[] = []) {
    super();
    this.#isLocal = isLocal;
    this.#localNodes = localNodes;
    this.#replicas = replicas;
  }

  protected override choose(): Node | undefined {
    return pickOfTwo(this.#replicas, this.#isLocal) ?? chooseOfTwo(this.#localNodes);
  }

  /** Returns the other replicas shuffled, then the other nodes from a random one on. */
  protected override order(first: Node | undefined): readonly Node[] {
    const replicas = shuffle(this.#replicas.filter((node) => node.isUp && this.#isLocal(node)));
    const order = new Set([...replicas, ...fromRandomOne(this.#localNodes)]);
    if (first !== undefined) order.delete(first);
    return [...order];
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
