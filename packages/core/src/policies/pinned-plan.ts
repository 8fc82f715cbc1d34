import type { Node } from '../connection/pool/node';
import type { QueryPlan } from './query-plan';

/** The plan of a request with the option `host`: that node only. */
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
