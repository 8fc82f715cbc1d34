// The plan of a cluster with a local rack: replicas in the rack, replicas in the datacenter, nodes of the rack, nodes of the datacenter. The
// first node is chosen without an array.
import type { Node } from '../connection/pool/node';
import { pickOfTwo, preferNear, slowLast } from './choose-node';
import type { QueryPlan } from './query-plan';
import { randomBelow, shuffle } from './shuffle';

/** The place of a client. Created once for each balancer, with its tests. */
export class LocalRack {
  readonly isInRack: (node: Node) => boolean;
  readonly isBeside: (node: Node) => boolean;
  readonly isLocal: (node: Node) => boolean;

  constructor(datacenter: string, rack: string) {
    this.isLocal = (node) => node.datacenter === datacenter;
    this.isInRack = (node) => node.datacenter === datacenter && node.rack === rack;
    this.isBeside = (node) => node.datacenter === datacenter && node.rack !== rack;
  }
}

export class RackAwarePlan implements QueryPlan {
  readonly #place: LocalRack;
  readonly #localNodes: readonly Node[];
  readonly #replicas: readonly Node[];
  #first: Node | undefined = undefined;
  #isBegun = false;
  #rest: readonly Node[] | undefined = undefined;
  #index = 0;

  constructor(place: LocalRack, localNodes: readonly Node[], replicas: readonly Node[] = []) {
    this.#place = place;
    this.#localNodes = localNodes;
    this.#replicas = replicas;
  }

  next(): Node | undefined {
    if (!this.#isBegun) {
      this.#isBegun = true;
      this.#first = this.#choose(this.#replicas) ?? this.#choose(this.#localNodes);
      if (this.#first !== undefined) return this.#first;
    }
    this.#rest ??= this.#order();
    while (this.#index < this.#rest.length) {
      const node = this.#rest[this.#index++]!;
      if (node.isUp) return node;
    }
    return undefined;
  }

  #choose(nodes: readonly Node[]): Node | undefined {
    const near = pickOfTwo(nodes, this.#place.isInRack);
    const far = (): Node | undefined => pickOfTwo(nodes, this.#place.isBeside);
    return near === undefined ? far() : preferNear(near, far);
  }

  /** Returns the nodes after the first one. */
  #order(): readonly Node[] {
    const { isInRack, isBeside } = this.#place;
    const replicas = [...shuffle(this.#replicas.filter(isInRack)), ...shuffle(this.#replicas.filter(isBeside))];
    const nodes = this.#localNodes;
    const start = randomBelow(nodes.length);
    const others = [...nodes.slice(start), ...nodes.slice(0, start)];
    const order = new Set([...slowLast(replicas), ...others.filter(isInRack), ...others.filter(isBeside)]);
    if (this.#first !== undefined) order.delete(this.#first);
    return [...order];
  }
}
