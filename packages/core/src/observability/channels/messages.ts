// What the channels publish, and collectors are given, of requests, attempts, connections and nodes. No value of a statement or
// of its parameters is part of it.
import type { ObservedNode } from './observed-node';
import type { RetryKind } from './retry-kind';
import type { StatementDescription } from './statement-description';

/** `prepare`: a text is prepared; `prepared`: a prepared text is executed. */
export type QueryType = 'simple' | 'prepared' | 'batch' | 'prepare';

/** What is known of a request when it begins. */
export interface ObservedRequest {
  readonly queryType: QueryType;
  /** `page`: one page, of a stream for example; `all`: every page there is. */
  readonly scope: 'page' | 'all';
  /** The texts; several of a batch. */
  readonly query: string | readonly string[];
  /** The keyspace of unqualified names. */
  readonly keyspace: string | undefined;
  readonly parametersCount: number;
  /** As in `types.consistencies` of cassandra-driver. */
  readonly consistency: number;
  readonly fetchSize: number;
  readonly isIdempotent: boolean | undefined;
}

/** One call of a session, or one page of a stream. The same object in all its events; what it has come to is in the last. */
export interface RequestMessage extends Omit<ObservedRequest, 'query'> {
  /** Counts up from 1 in this process. */
  readonly id: number;
  readonly statement: StatementDescription;
  /** Of a batch; otherwise 1. */
  readonly statementCount: number;
  readonly timestamp: Date;
  /** Undefined until the request has ended. */
  readonly durationMs: number | undefined;
  /** From the call until it was sent first: the wait for its turn. Undefined until then. */
  readonly queuedMs: number | undefined;
  /** In the order in which they began. */
  readonly attempts: readonly AttemptMessage[];
  /** Why it was sent again, for each time it was. */
  readonly retries: readonly RetryKind[];
  readonly speculativeExecutions: number;
  readonly pageCount: number;
  readonly rowCount: number;
  readonly requestBytes: number;
  readonly responseBytes: number;
  /** What the caller gets instead of a result; absent while there is none. */
  readonly error?: unknown;
  /** Undefined while there is no error. */
  readonly errorType: string | undefined;
}

export interface ObservedConnection {
  /** Counts up from 1 in this process. */
  readonly id: number;
  /** Of our side of the socket: how the server names the connection. */
  readonly localPort: number | undefined;
}

/** One send of a request to one node. */
export interface AttemptMessage {
  readonly request: RequestMessage;
  /** Its place among the attempts of the request, from 0. */
  readonly index: number;
  readonly node: ObservedNode;
  readonly connection: ObservedConnection;
  /** Another attempt of the request had not been answered when this one began. */
  readonly isSpeculative: boolean;
  /** Undefined until it has ended. */
  readonly durationMs: number | undefined;
  readonly requestBytes: number;
  readonly responseBytes: number;
  readonly error?: unknown;
  readonly errorType: string | undefined;
}

/** One attempt to connect to a node, or what came of it. */
export interface ConnectionMessage {
  /** `ip:port` of the node. */
  readonly endpoint: string;
  readonly isEncrypted: boolean;
  /** Present once the connection is open. */
  readonly connection?: ObservedConnection;
  readonly error?: unknown;
}

/** An open connection has ended. */
export interface ConnectionClosedMessage {
  readonly endpoint: string;
  readonly connection: ObservedConnection;
  /** Requests that got no answer. */
  readonly unanswered: number;
  /** Undefined where this client wanted it to end. */
  readonly error: unknown;
}

export interface NodeMessage {
  /** `up`: our first connection to it is open; `down`: our last one is gone. */
  readonly event: 'up' | 'down' | 'added' | 'removed';
  readonly node: ObservedNode;
  /** Of `down`: why. */
  readonly error?: unknown;
}
