import type { InetAddress, Uuid } from '../driver/values';
import { milliseconds, signal } from '../options/option-checks';
import { option, optionBag, type TableOf } from '../options/option-table';

/** The cluster's record of a request that was executed with `trace: true`. */
export interface QueryTrace {
  readonly requestType: string;
  readonly coordinator: InetAddress;
  readonly parameters: Readonly<Record<string, string>>;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** Microseconds. */
  readonly duration: number;
  readonly clientAddress: string;
  readonly events: readonly QueryTraceEvent[];
}

export interface QueryTraceEvent {
  readonly id: Uuid;
  readonly activity: string;
  readonly source: InetAddress;
  /** Microseconds since the request started, on the node that reports it. */
  readonly elapsed: number;
  readonly thread: string;
}

export interface QueryTraceOptions {
  /** How long to wait until the trace is complete: the server writes it after the answer. Milliseconds, 2,000 by default. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

export const queryTraceBag = optionBag('getQueryTrace', {
  timeoutMs: option(milliseconds(0), 2000),
  signal: option(signal),
} satisfies TableOf<QueryTraceOptions>);

/** Reads a trace. Null when it does not exist, or is not complete in time. */
export type QueryTraceReader = (traceId: Uuid, options?: QueryTraceOptions) => Promise<QueryTrace | null>;
