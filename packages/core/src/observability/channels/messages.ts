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
  /** The number of parameters, over all statements of a batch. */
  readonly parametersCount: number;
  /** A number of cassandra-driver's `types.consistencies`. */
  readonly consistency: number;
  /** Rows in one page. */
  readonly fetchSize: number;
  /** As set for the statement; undefined counts as false. */
  readonly isIdempotent: boolean | undefined;
}

/** One call of a session, or one page of a stream. All its events publish the same object, which is complete in the last one. */
export interface RequestMessage extends Omit<ObservedRequest, 'query'> {
  /** Numbered from 1 in this process. */
  readonly id: number;
  /** The operation, the table and the hash of the text. */
  readonly statement: StatementDescription;
  /** The statements of a batch; otherwise 1. */
  readonly statementCount: number;
  /** When the request started. */
  readonly timestamp: Date;
  /** Undefined until the request has ended. */
  readonly durationMs: number | undefined;
  /** Milliseconds from the call to the first send: the wait for its turn. Undefined until it is sent. */
  readonly queuedMs: number | undefined;
  /** The attempts in the order of their start. */
  readonly attempts: readonly AttemptMessage[];
  /** The reason of each retry. */
  readonly retries: readonly RetryKind[];
  /** The number of speculative executions that were started. */
  readonly speculativeExecutions: number;
  /** The number of pages received. */
  readonly pageCount: number;
  /** The number of rows received. */
  readonly rowCount: number;
  /** The bytes of the request, over all attempts. */
  readonly requestBytes: number;
  /** The bytes of the answers, over all attempts. */
  readonly responseBytes: number;
  /** The error that the caller gets; absent for a success. */
  readonly error?: unknown;
  /** The type of `error`; undefined for a success. */
  readonly errorType: string | undefined;
}

/** One connection to a node. */
export interface ObservedConnection {
  /** Numbered from 1 in this process. */
  readonly id: number;
  /** The port of our side of the socket, by which the server names the connection. */
  readonly localPort: number | undefined;
}

/** One send of a request to one node. */
export interface AttemptMessage {
  /** The request of the attempt. */
  readonly request: RequestMessage;
  /** The index among the attempts of the request, from 0. */
  readonly index: number;
  /** The node that the request was sent to. */
  readonly node: ObservedNode;
  /** The connection that the request was sent on. */
  readonly connection: ObservedConnection;
  /** Whether another attempt of the request had no answer yet when this one started. */
  readonly isSpeculative: boolean;
  /** Undefined until the attempt has ended. */
  readonly durationMs: number | undefined;
  /** The bytes of the request. */
  readonly requestBytes: number;
  /** The bytes of the answer; 0 until there is one. */
  readonly responseBytes: number;
  /** The error of the attempt, or the reason why it was abandoned; absent for a success. */
  readonly error?: unknown;
  /** The type of `error`; undefined for a success. */
  readonly errorType: string | undefined;
}

/** One attempt to connect to a node, and its outcome. */
export interface ConnectionMessage {
  /** `ip:port` of the node. */
  readonly endpoint: string;
  /** Whether the connection uses TLS. */
  readonly isEncrypted: boolean;
  /** Present once the connection is open. */
  readonly connection?: ObservedConnection;
  /** The reason why the connection could not be opened. */
  readonly error?: unknown;
}

/** The end of an open connection. */
export interface ConnectionClosedMessage {
  /** `ip:port` of the node. */
  readonly endpoint: string;
  /** The connection that ended. */
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
  /** The node, in its new state. */
  readonly node: ObservedNode;
  /** The reason of a `down`. */
  readonly error?: unknown;
}
