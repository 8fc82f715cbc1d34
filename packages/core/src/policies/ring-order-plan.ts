// The plan of a request that runs Paxos: all clients ask the same replica first, the next one of the ring if that is down. Two coordinators
// of one partition would make each other's rounds fail, so neither load nor rack counts.
import type { Node } from '../connection/pool/node';
import { OrderedPlan } from './ordered-plan';
import { fromRandomOne } from './shuffle';

export class RingOrderPlan extends OrderedPlan {
  constructor(datacenter: string, localNodes: readonly Node[], replicas: readonly Node[]) {
    const localReplicas = replicas.filter((node) => node.datacenter === datacenter);
    super([...new Set([...localReplicas, ...fromRandomOne(localNodes)])]);
  }
}
