// The interfaces between a request and load balancing. Our own balancer answers without a callback or generator; cassandra-driver's policies are adapted.
import type { Node } from '../connection/pool/node';
import type { ExecutionDescription } from './execution-description';

/** The token of a partition key: a signed 64-bit number in two halves. */
export interface TokenHalves {
  /** Signed. */
  readonly high: number;
  /** Unsigned. */
  readonly low: number;
}

/** The nodes to try for one request, best first. */
export interface QueryPlan {
  /** Returns the next node, undefined after the last one. A node may be down or without a connection: then the caller asks for the next one. */
  next(): Node | undefined;
  /** Returns why the plan leaves out a node that is up; undefined for other nodes. */
  refusalOf?(node: Node): Error | undefined;
}

/** The argument of `plan`: the request itself, so that only the plan is allocated. */
export interface PlanRequest {
  /** The keyspace of the statement's table where that is known, else the session's. */
  readonly keyspace: string | undefined;
  /** The table, when the partition key is known. */
  readonly table?: string | undefined;
  /** Undefined when the partition key is not known. */
  readonly token: TokenHalves | undefined;
  /** Whether Paxos decides: a statement with a condition, or a read at a serial level. */
  readonly isConditional: boolean;
  /** The level whose meaning depends on the datacenter of the coordinator: LOCAL_ONE, LOCAL_QUORUM or LOCAL_SERIAL. Undefined for the other levels. */
  readonly localLevel: string | undefined;
  /** Returns the description for a policy of cassandra-driver. */
  describe(): ExecutionDescription;
}

export interface TabletSource {
  find(keyspace: string, table: string, token: TokenHalves): { readonly nodes: readonly Node[] } | undefined;
}

/** Finds the replicas of a token. */
export interface ReplicaSource {
  /** Returns the replicas in all datacenters; undefined when the keyspace's replication is not known. The caller must not change the array. */
  replicasOf(keyspace: string, token: TokenHalves): readonly Node[] | undefined;
  /** ScyllaDB: the parts of tables whose replicas do not follow from the ring. Undefined until the server tells of one. */
  readonly tablets?: TabletSource | undefined;
}

/** The distance of a node: `local` and `remote` nodes get connections, `ignored` ones do not. The same as `types.distance`. */
export const distance = { local: 0, remote: 1, ignored: 2 } as const;
/** A value of `types.distance`. */
export type Distance = (typeof distance)[keyof typeof distance];

/** Runs one load-balancing policy in one cluster. */
export interface LoadBalancer {
  distanceOf(node: Node): Distance;
  /** Returns a plan; a promise only for a user's policy that is asynchronous. */
  plan(request: PlanRequest): QueryPlan | Promise<QueryPlan>;
}
