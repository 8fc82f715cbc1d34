import { setTimeout } from 'node:timers/promises';
import type { types } from 'cassandra-driver';
import { type metadata } from 'cassandra-driver';

/** Executes one of the two statements below with the id of the trace. */
export type ReadTraceRows = (query: string, traceId: types.Uuid) => Promise<readonly types.Row[]>;

/** The server writes a trace after the answer: the number of attempts to read it, and the pause between them, as in cassandra-driver. */
const maxAttempts = 5;
const attemptDelayMs = 200;

/** @throws Error when the trace is not complete after five attempts. */
export async function readQueryTrace(read: ReadTraceRows, traceId: types.Uuid): Promise<metadata.QueryTrace> {
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    const [session] = await read('SELECT * FROM system_traces.sessions WHERE session_id = ?', traceId);
    if (session !== undefined && typeof session['duration'] === 'number') {
      return toTrace(session, await read('SELECT * FROM system_traces.events WHERE session_id = ?', traceId));
    }
    await setTimeout(attemptDelayMs);
  }
  throw new Error(`Trace ${traceId.toString()} could not fully retrieved after ${maxAttempts} attempts`);
}

function toTrace(session: types.Row, events: readonly types.Row[]): metadata.QueryTrace {
  return {
    requestType: session['request'] as string,
    coordinator: session['coordinator'] as types.InetAddress,
    parameters: session['parameters'] as metadata.QueryTrace['parameters'],
    startedAt: session['started_at'] as number,
    duration: session['duration'] as number,
    clientAddress: session['client'] as string,
    events: events.map((event) => ({
      id: event['event_id'] as types.Uuid,
      activity: event['activity'] as unknown,
      source: event['source'] as unknown,
      elapsed: event['source_elapsed'] as unknown,
      thread: event['thread'] as unknown,
    })),
  };
}
