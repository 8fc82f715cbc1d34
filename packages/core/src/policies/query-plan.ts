// How a request asks for nodes. Our own load balancing answers without a callback or generator; cassandra-driver's policies are adapted.
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
  /** Undefined when there is none left. A node may be down, or have no connection yet: the caller goes on to the next one. */
  next(): Node | undefined;
}

/** What a plan is made for: the request itself, so that asking for a plan allocates nothing but the plan. */
export interface PlanRequest {
  /** The keyspace of the statement's table where that is known, else the session's. */
  readonly keyspace: string | undefined;
  /** Undefined when the partition key is not known. */
  readonly token: TokenHalves | undefined;
  /** Everything that a policy of cassandra-driver may ask. Only called for one. */
  describe(): ExecutionDescription;
}

/** Who has the replicas of a token. */
export interface ReplicaSource {
  /** The replicas in every datacenter; undefined when the keyspace's replication is not known. Not to be changed by the caller. */
  replicasOf(keyspace: string, token: TokenHalves): readonly Node[] | undefined;
}

/** How near a node is to us: `local` and `remote` nodes get connections, `ignored` ones do not. As `types.distance`. */
export const distance = { local: 0, remote: 1, ignored: 2 } as const;
export type Distance = (typeof distance)[keyof typeof distance];

/** One load-balancing policy at work in one cluster. */
export interface LoadBalancer {
  distanceOf(node: Node): Distance;
  /** A promise only for a policy of the user's that makes its plan asynchronously. */
  plan(request: PlanRequest): QueryPlan | Promise<QueryPlan>;
}
