// Reads the cluster's record of a traced request. The server writes it after the answer: it is complete once it has a duration.
import { OperationTimedOutError } from '../driver/errors';
import { types, type InetAddress, type Uuid } from '../driver/values';
import type { AsyncResultSet } from './async-result-set';
import type { Consistency } from '../options/option-checks';
import { completeOptions } from '../options/option-table';
import { queryTraceBag, type QueryTrace, type QueryTraceOptions } from './query-trace';
import { nowMs } from '../waiting/timers';
import { delay } from '../waiting/delay';

/** Executes a text: the session's own `execute`. */
type Execute = (
  query: string,
  parameters: readonly unknown[],
  options: {
    readonly consistency: Consistency;
    readonly signal?: AbortSignal | undefined;
    readonly timeoutMs?: number | undefined;
  },
) => Promise<AsyncResultSet<unknown>>;

interface TraceSession {
  readonly request: string;
  readonly coordinator: InetAddress;
  readonly parameters: Readonly<Record<string, string>> | null;
  readonly started_at: Date;
  readonly duration: number | null;
  readonly client: InetAddress | null;
}

interface TraceEvent {
  readonly event_id: Uuid;
  readonly activity: string;
  readonly source: InetAddress;
  readonly source_elapsed: number;
  readonly thread: string;
}

const selectSession =
  'SELECT request, coordinator, parameters, started_at, duration, client FROM system_traces.sessions WHERE session_id = ?';
const selectEvents =
  'SELECT event_id, activity, source, source_elapsed, thread FROM system_traces.events WHERE session_id = ?';

export async function readQueryTrace(
  execute: Execute,
  traceId: Uuid,
  traceOptions: QueryTraceOptions = {},
): Promise<QueryTrace | null> {
  const { timeoutMs, signal } = completeOptions(queryTraceBag, traceOptions);
  const deadline = nowMs() + timeoutMs;
  const read = (query: string): Promise<AsyncResultSet<unknown>> =>
    execute(query, [traceId], {
      consistency: types.consistencies.one,
      signal,
      // 0: looks once, for as long as any request may take.
      timeoutMs: timeoutMs === 0 ? undefined : Math.max(deadline - nowMs(), 1),
    });
  try {
    return await readUntil(deadline, read, signal);
  } catch (error) {
    if (error instanceof OperationTimedOutError && timeoutMs > 0) return null;
    throw error;
  }
}

async function readUntil(
  deadline: number,
  read: (query: string) => Promise<AsyncResultSet<unknown>>,
  signal: AbortSignal | undefined,
): Promise<QueryTrace | null> {
  for (let pauseMs = 4; ; pauseMs *= 2) {
    const found = (await read(selectSession)).one() as TraceSession | null;
    if (found !== null && found.duration !== null) {
      const { rows } = await read(selectEvents);
      // The replica that answers may have the session before it has the events, which every trace has.
      if (rows.length > 0 || nowMs() >= deadline) return toQueryTrace(found, found.duration, rows as TraceEvent[]);
    }
    const left = deadline - nowMs();
    if (left <= 0) return null;
    await delay(Math.min(pauseMs, left), signal);
  }
}

function toQueryTrace(found: TraceSession, duration: number, events: readonly TraceEvent[]): QueryTrace {
  return {
    requestType: found.request,
    coordinator: found.coordinator,
    parameters: found.parameters ?? {},
    startedAt: found.started_at,
    duration,
    durationMicros: duration,
    clientAddress: found.client === null ? '' : found.client.toString(),
    events: events.map((event) => ({
      id: event.event_id,
      activity: event.activity,
      source: event.source,
      elapsed: event.source_elapsed,
      thread: event.thread,
    })),
  };
}
