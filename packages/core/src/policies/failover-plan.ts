// A plan that continues in other datacenters, once no node of the local one can be asked.
import type { Node } from '../connection/pool/node';
import { ConnectionError } from '../errors/async-cassandra-error';
import type { StandbyNodes } from './datacenter-failover';
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
    const level = this.#refusedLevel;
    if (level === undefined || !this.#standby.has(node)) return undefined;
    return new ConnectionError(
      `${node.endpoint} in the datacenter '${node.datacenter}' is not asked at ${level}, which would mean another datacenter there: use a ` +
        'level that is not local, or set datacenterFailover.allowLocalConsistency',
    );
  }

  get #refusedLevel(): string | undefined {
    return this.#standby.failover.allowLocalConsistency ? undefined : this.#request.localLevel;
  }
}
