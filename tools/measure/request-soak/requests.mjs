// The requests of a soak: mostly point reads, and between them every kind that could leak something.
import { BatchStatement, SimpleStatement } from '@async-cassandra/core';
import { queries } from './queries.mjs';

/** Kinds of requests: how many in 100,000, and how each is sent. `shared` is a signal that lives as long as the soak. */
export async function prepareRequests(session, shared) {
  const read = await session.prepare(queries.read);
  const insert = await session.prepare(queries.insert);
  const kinds = {
    read: [76_000, (i) => session.execute(read, [i])],
    'read with a shared signal': [8_000, (i) => session.execute(read, [i], { signal: shared })],
    insert: [6_000, (i) => session.execute(insert, [i, 'name'])],
    'read of a text': [3_000, () => session.execute(queries.plain)],
    'aborted at once': [2_000, (i) => abortedBy(setImmediate, (signal) => session.execute(read, [i], { signal }))],
    'aborted late': [1_000, () => abortedBy(soon, (signal) => session.execute(queries.slow, [], { signal }))],
    'aborted before': [500, (i) => session.execute(read, [i], { signal: AbortSignal.abort(new Error('enough')) })],
    'out of time': [1_500, () => session.execute(queries.slow, [], { timeoutMs: 20 })],
    'never answered': [20, () => session.execute(queries.never, [], { timeoutMs: 40 })],
    refused: [500, () => session.execute(new SimpleStatement(queries.refused, { isIdempotent: true }))],
    'wrong value': [500, () => session.execute(read, ['no number'])],
    'left stream': [500, () => leaveStream(session)],
    'aborted stream': [
      200,
      () => abortedBy(soon, (signal) => drain(session.executeStream(queries.pages, [], { signal, fetchSize: 100 }))),
    ],
    batch: [
      272,
      (i) =>
        session.executeBatch(
          new BatchStatement().addAll(insert, [
            [i, 'a'],
            [i + 1, 'b'],
          ]),
        ),
    ],
    'lost connection': [8, () => session.execute(new SimpleStatement(queries.lost, { isIdempotent: false }))],
  };
  return Object.entries(kinds).map(([name, [weight, run]]) => ({ name, weight, run }));
}

const soon = (action) => setTimeout(action, 1 + Math.random() * 30);

async function abortedBy(schedule, request) {
  const giveUp = new AbortController();
  schedule(() => giveUp.abort(new Error('enough')));
  return request(giveUp.signal);
}

/** Leaves the loop on the second page. */
async function leaveStream(session) {
  const stream = await session.executeStream(queries.pages, [], { fetchSize: 50 });
  for await (const { id } of stream) if (id >= 60) return;
}

async function drain(opening) {
  let rows = 0;
  for await (const page of (await opening).pages()) rows += page.length;
  return rows;
}
