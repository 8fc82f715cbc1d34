import type { Node } from '../connection/pool/node';
import type { QueryPlan } from './query-plan';

/** The caller named the node: it or none. */
export class PinnedPlan implements QueryPlan {
  #node: Node | undefined;

  constructor(node: Node) {
    this.#node = node;
  }

  next(): Node | undefined {
    const node = this.#node;
    this.#node = undefined;
    return node;
  }
}
