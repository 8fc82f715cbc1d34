// Plans whose nodes are in an array.
import type { Node } from '../connection/pool/node';
import type { QueryPlan } from './query-plan';

/** Returns the nodes in their order, without a node that is down when its turn comes. */
export class OrderedPlan implements QueryPlan {
  readonly #nodes: readonly Node[];
  #index = 0;

  constructor(nodes: readonly Node[]) {
    this.#nodes = nodes;
  }

  next(): Node | undefined {
    while (this.#index < this.#nodes.length) {
      const node = this.#nodes[this.#index++]!;
      if (node.isUp) return node;
    }
    return undefined;
  }
}

/** Chooses the first node without an array: most requests need no other one. */
export abstract class ChosenFirstPlan implements QueryPlan {
  #first: Node | undefined = undefined;
  #isBegun = false;
  #rest: OrderedPlan | undefined = undefined;

  next(): Node | undefined {
    if (!this.#isBegun) {
      this.#isBegun = true;
      this.#first = this.choose();
      if (this.#first !== undefined) return this.#first;
    }
    this.#rest ??= new OrderedPlan(this.order(this.#first));
    return this.#rest.next();
  }

  /** Returns the first node. Undefined: the caller goes through all of them. */
  protected abstract choose(): Node | undefined;

  /** Returns the nodes after the first one. */
  protected abstract order(first: Node | undefined): readonly Node[];
}
