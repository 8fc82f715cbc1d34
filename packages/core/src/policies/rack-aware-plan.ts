// The plan of a cluster with a local rack: replicas in the rack, replicas in the datacenter, nodes of the rack, nodes of the datacenter.
import type { Node } from '../connection/pool/node';
import { pickOfTwo, preferNear, slowLast } from './choose-node';
import { ChosenFirstPlan } from './ordered-plan';
import { fromRandomOne, shuffle } from './shuffle';

/** The place of a client. Created once for each balancer, with its tests. */
export class LocalRack {
  readonly isInRack: (node: Node) => boolean;
  readonly isBeside: (node: Node) => boolean;

  constructor(datacenter: string, rack: string) {
    this.isInRack = (node) => node.datacenter === datacenter && node.rack === rack;
    this.isBeside = (node) => node.datacenter === datacenter && node.rack !== rack;
  }
}

export class RackAwarePlan extends ChosenFirstPlan {
  readonly #place: LocalRack;
  readonly #localNodes: readonly Node[];
  readonly #replicas: readonly Node[];

  constructor(place: LocalRack, localNodes: readonly Node[], replicas: readonly Node[] = []) {
    super();
    this.#place = place;
    this.#localNodes = localNodes;
    this.#replicas = replicas;
  }

  protected override choose(): Node | undefined {
    return this.#chooseFrom(this.#replicas) ?? this.#chooseFrom(this.#localNodes);
  }

  #chooseFrom(nodes: readonly Node[]): Node | undefined {
    const near = pickOfTwo(nodes, this.#place.isInRack);
    const far = (): Node | undefined => pickOfTwo(nodes, this.#place.isBeside);
    return near === undefined ? far() : preferNear(near, far);
  }

  protected override order(first: Node | undefined): readonly Node[] {
    const { isInRack, isBeside } = this.#place;
    const replicas = [...shuffle(this.#replicas.filter(isInRack)), ...shuffle(this.#replicas.filter(isBeside))];
    const others = fromRandomOne(this.#localNodes);
    const order = new Set([...slowLast(replicas), ...others.filter(isInRack), ...others.filter(isBeside)]);
    if (first !== undefined) order.delete(first);
    return [...order];
  }
}
