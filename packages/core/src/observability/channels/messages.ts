// The messages of requests, attempts, connections and nodes, for channels and collectors. They contain no value of a statement or
// of its parameters.
import type { ObservedNode } from './observed-node';
import type { RetryKind } from './retry-kind';
import type { StatementDescription } from './statement-description';

/** `prepare`: a PREPARE of a text; `prepared`: the execution of a prepared text. */
export type QueryType = 'simple' | 'prepared' | 'batch' | 'prepare';

/** The properties of a request that are known at its start. */
export interface ObservedRequest {
  readonly queryType: QueryType;
  /** `page`: one page, for example of a stream; `all`: all pages. */
  readonly scope: 'page' | 'all';
  /** The CQL text; for a batch the texts of its statements. */
  readonly query: string | readonly string[];
  /** The keyspace of unqualified table names. */
  readonly keyspace: string | undefined;
  readonly parametersCount: number;
  /** A number of cassandra-driver's `types.consistencies`. */
  readonly consistency: number;
  readonly fetchSize: number;
  readonly isIdempotent: boolean | undefined;
}

/** One call of a session, or one page of a stream. All its events publish the same object, which is complete in the last one. */
export interface RequestMessage extends Omit<ObservedRequest, 'query'> {
  /** Numbered from 1 in this process. */
  readonly id: number;
  readonly statement: StatementDescription;
  /** The statements of a batch; otherwise 1. */
  readonly statementCount: number;
  readonly timestamp: Date;
  /** Undefined until the request has ended. */
  readonly durationMs: number | undefined;
  /** Milliseconds from the call to the first send: the wait for its turn. Undefined until it is sent. */
  readonly queuedMs: number | undefined;
  /** The attempts in the order of their start. */
  readonly attempts: readonly AttemptMessage[];
  /** The reason of each retry. */
  readonly retries: readonly RetryKind[];
  readonly speculativeExecutions: number;
  readonly pageCount: number;
  readonly rowCount: number;
  readonly requestBytes: number;
  readonly responseBytes: number;
  /** The error that the caller gets; absent for a success. */
  readonly error?: unknown;
  /** The type of `error`; undefined for a success. */
  readonly errorType: string | undefined;
}

export interface ObservedConnection {
  /** Numbered from 1 in this process. */
  readonly id: number;
  /** The port of our side of the socket, by which the server names the connection. */
  readonly localPort: number | undefined;
}

/** One send of a request to one node. */
export interface AttemptMessage {
  readonly request: RequestMessage;
  /** The index among the attempts of the request, from 0. */
  readonly index: number;
  readonly node: ObservedNode;
  readonly connection: ObservedConnection;
  /** Whether another attempt of the request had no answer yet when this one started. */
  readonly isSpeculative: boolean;
  /** Undefined until the attempt has ended. */
  readonly durationMs: number | undefined;
  readonly requestBytes: number;
  readonly responseBytes: number;
  readonly error?: unknown;
  readonly errorType: string | undefined;
}

/** One attempt to connect to a node, and its outcome. */
export interface ConnectionMessage {
  /** `ip:port` of the node. */
  readonly endpoint: string;
  readonly isEncrypted: boolean;
  /** Present once the connection is open. */
  readonly connection?: ObservedConnection;
  readonly error?: unknown;
}

/** The end of an open connection. */
export interface ConnectionClosedMessage {
  readonly endpoint: string;
  readonly connection: ObservedConnection;
  /** The number of requests without an answer. */
  readonly unanswered: number;
  /** Undefined when this client closed the connection on purpose. */
  readonly error: unknown;
}

/** A change of a node. */
export interface NodeMessage {
  /** `up`: our first connection to the node is open; `down`: our last connection was lost. */
  readonly event: 'up' | 'down' | 'added' | 'removed';
  readonly node: ObservedNode;
  /** The reason of a `down`. */
  readonly error?: unknown;
}
