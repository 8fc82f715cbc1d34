import { types } from '../driver/values';
import type { AsyncResultSet } from './async-result-set';
import { readQueryTrace } from './read-query-trace';

const id = types.Uuid.random();
const address = types.InetAddress.fromString('127.0.0.1');
const session = {
  request: 'Execute CQL3 query',
  coordinator: address,
  parameters: null,
  started_at: new Date(0),
  client: null,
};
const event = { event_id: id, activity: 'Parsing', source: address, source_elapsed: 5, thread: 'main' };

/** A server whose replicas answer in turns: what each of them has of the session and of the events. */
function readFrom(replicas: readonly { duration: number | null; events: readonly object[] }[], timeoutMs: number) {
  let asked = -1;
  const execute = (query: string): Promise<AsyncResultSet<unknown>> => {
    if (query.includes('system_traces.sessions')) asked = Math.min(asked + 1, replicas.length - 1);
    const { duration, events } = replicas[asked]!;
    const rows = query.includes('system_traces.sessions') ? [{ ...session, duration }] : events;
    return Promise.resolve({ rows, one: () => rows[0] ?? null } as unknown as AsyncResultSet<unknown>);
  };
  return readQueryTrace(execute, id, { timeoutMs });
}

test('waits for the duration, and for the events, which another replica may not have yet', async () => {
  const replicas = [
    { duration: null, events: [event] },
    { duration: 7, events: [] },
    { duration: 7, events: [event] },
  ];
  expect((await readFrom(replicas, 60_000))?.events).toHaveLength(1);
});

test('gives what there is when the time is over', async () => {
  expect(await readFrom([{ duration: 7, events: [] }], 0)).toMatchObject({ duration: 7, events: [] });
  expect(await readFrom([{ duration: null, events: [event] }], 0)).toBeNull();
});
