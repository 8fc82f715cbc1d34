import type { InetAddress, Uuid } from '../driver/values';
import { milliseconds, signal } from '../options/option-checks';
import { option, optionBag, type TableOf } from '../options/option-table';

/** The cluster's record of a request that was executed with `trace: true`. */
export interface QueryTrace {
  /** The kind of the request, in the words of the server. */
  readonly requestType: string;
  /** The address of the node that coordinated the request. */
  readonly coordinator: InetAddress;
  /** The query, its consistency level and its page size, as text. */
  readonly parameters: Readonly<Record<string, string>>;
  /** When the coordinator began, by its clock. */
  readonly startedAt: Date;
  /** Microseconds, under the name that cassandra-driver has. */
  readonly duration: number;
  /** How long the request took on the coordinator. Microseconds. */
  readonly durationMicros: number;
  /** The address of this client, as the coordinator saw it. */
  readonly clientAddress: string;
  /** The steps of the request on all nodes, in the order of their ids. */
  readonly events: readonly QueryTraceEvent[];
}

/** One step of a request on one node. */
export interface QueryTraceEvent {
  /** A time-based UUID: when the step happened. */
  readonly id: Uuid;
  /** The description of the step, in the words of the server. */
  readonly activity: string;
  /** The address of the node that reports the step. */
  readonly source: InetAddress;
  /** Microseconds since the request started, on the node that reports it. */
  readonly elapsed: number;
  /** The name of the server's thread. */
  readonly thread: string;
}

/** The options of `getQueryTrace`. */
export interface QueryTraceOptions {
  /** How long to wait until the trace is complete: the server writes it after the answer. Milliseconds, 2,000 by default. */
  readonly timeoutMs?: number | undefined;
  /** Cancels the call, which rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

export const queryTraceBag = optionBag('getQueryTrace', {
  timeoutMs: option(milliseconds(0), 2000),
  signal: option(signal),
} satisfies TableOf<QueryTraceOptions>);

/** Reads a trace. Null when it does not exist, or is not complete in time. */
export type QueryTraceReader = (traceId: Uuid, options?: QueryTraceOptions) => Promise<QueryTrace | null>;
