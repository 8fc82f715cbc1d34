// A plan that continues in other datacenters, once no node of the local one can be asked.
import type { Node } from '../connection/pool/node';
import { ConnectionError } from '../errors/async-cassandra-error';
import type { CompleteFailover, StandbyNodes } from './datacenter-failover';
import { OrderedPlan } from './ordered-plan';
import type { PlanRequest, QueryPlan } from './query-plan';

export class FailoverPlan implements QueryPlan {
  readonly #local: QueryPlan;
  readonly #localNodes: readonly Node[];
  readonly #replicas: readonly Node[];
  readonly #standby: StandbyNodes<Node>;
  readonly #request: PlanRequest;
  #remote: OrderedPlan | undefined = undefined;

  constructor(
    local: QueryPlan,
    localNodes: readonly Node[],
    replicas: readonly Node[] | undefined,
    standby: StandbyNodes<Node>,
    request: PlanRequest,
  ) {
    this.#local = local;
    this.#localNodes = localNodes;
    this.#replicas = replicas ?? [];
    this.#standby = standby;
    this.#request = request;
  }

  next(): Node | undefined {
    const node = this.#local.next();
    if (node !== undefined) return node;
    // A local node that is up has answered, or has no room now: the datacenter lives.
    if (this.#localNodes.some(({ isUp }) => isUp) || this.#refusedLevel !== undefined) return undefined;
    this.#remote ??= new OrderedPlan(this.#standby.order(this.#replicas, this.#request.isConditional));
    return this.#remote.next();
  }

  refusalOf(node: Node): Error | undefined {
    return localLevelRefusal(node, this.#standby.failover, this.#request);
  }

  get #refusedLevel(): string | undefined {
    return this.#standby.failover.allowLocalConsistency ? undefined : this.#request.localLevel;
  }
}

/** Returns why a node of another datacenter is not asked at the request's present level, which a retry may have changed; undefined if it may be. */
export function localLevelRefusal(
  { endpoint, datacenter }: Node,
  { datacenters, allowLocalConsistency }: CompleteFailover,
  { localLevel }: Pick<PlanRequest, 'localLevel'>,
): Error | undefined {
  if (localLevel === undefined || allowLocalConsistency || !datacenters.includes(datacenter)) return undefined;
  return new ConnectionError(
    `${endpoint} in the datacenter '${datacenter}' is not asked at ${localLevel}, which would mean another datacenter there: use a ` +
      'level that is not local, or set datacenterFailover.allowLocalConsistency',
  );
}
