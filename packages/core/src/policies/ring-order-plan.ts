// The plan of a request that runs Paxos: all clients ask the same replica first, the next one of the ring if that is down. Two coordinators
// of one partition would make each other's rounds fail, so neither load nor rack counts.
import type { Node } from '../connection/pool/node';
import type { QueryPlan } from './query-plan';
import { randomBelow } from './shuffle';

export class RingOrderPlan implements QueryPlan {
  readonly #nodes: readonly Node[];
  #index = 0;

  constructor(datacenter: string, localNodes: readonly Node[], replicas: readonly Node[]) {
    const start = randomBelow(localNodes.length);
    this.#nodes = [
      ...new Set([
        ...replicas.filter((node) => node.datacenter === datacenter),
        ...localNodes.slice(start),
        ...localNodes.slice(0, start),
      ]),
    ];
  }

  next(): Node | undefined {
    while (this.#index < this.#nodes.length) {
      const node = this.#nodes[this.#index++]!;
      if (node.isUp) return node;
    }
    return undefined;
  }
}
