import type { Node } from '../connection/pool/node';
import type { LoadBalancingPolicy, RetryPolicy } from '../driver/policies';
import type { Long } from '../driver/values';
import type { Token } from '../routing/token';

/** The description of a request for cassandra-driver's policies, with every default filled in. Created on demand. */
export interface ExecutionDescription {
  /** The text, or the texts of a batch's statements. */
  readonly query: string | readonly string[];
  readonly kind: 'simple' | 'prepared' | 'batch';
  readonly batchType?: 'logged' | 'unlogged' | 'counter';
  readonly keyspace: string | undefined;
  /** The encoded partition key, or the token that the caller gave. */
  readonly routingKey: Buffer | Token | undefined;
  readonly consistency: number;
  /** Whether the statement has a condition, which Paxos decides. */
  readonly isConditional: boolean;
  readonly serialConsistency: number | undefined;
  readonly fetchSize: number | undefined;
  readonly timestamp: number | bigint | Long | null | undefined;
  readonly timeoutMs: number;
  readonly isIdempotent: boolean | undefined;
  readonly isTracing: boolean;
  readonly customPayload: Readonly<Record<string, Buffer>> | undefined;
  readonly pagingState: Buffer | undefined;
  /** The node that the caller pinned. */
  readonly host: Node | undefined;
  readonly loadBalancingPolicy: LoadBalancingPolicy;
  readonly retryPolicy: RetryPolicy;
  /** The options that the caller gave to `execute`. */
  readonly options: object;
}
