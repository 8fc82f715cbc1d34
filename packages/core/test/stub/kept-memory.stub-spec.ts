// What a user can hold keeps itself alive and nothing of its request: not the parameters, not the page, not the connection.
import { CqlStub, pages, rows, serverError, voidResult } from '@async-cassandra/testing';
import { runProgram } from '../fixture/run-program';

const parameters = { id: 'int', content: 'blob' } as const;
const KiB = 1024;

async function startStub(): Promise<CqlStub> {
  const stub = await CqlStub.start({ maxRecordedRequests: 10 });
  stub
    .when(/INTO shop.files/)
    .variables(parameters)
    .reply(serverError.invalid('no'));
  stub
    .when(/INTO shop.silent/)
    .variables(parameters)
    .drop();
  stub
    .when(/INTO shop.lost/)
    .variables(parameters)
    .close();
  stub
    .when(/INTO shop.small/)
    .variables({ id: 'int' })
    .reply(voidResult());
  stub
    .when(/SELECT odd/)
    .variables({ content: 'blob' })
    .reply(rows({ odd: 'int' }, [[Buffer.from([1])]]));
  stub
    .when(/SELECT pages/)
    .variables({ content: 'blob' })
    .reply(pages({ id: 'int' }, [[[1]], [[Buffer.from([1])]]]));
  stub
    .when('SELECT content FROM shop.files')
    .reply(rows({ content: 'blob' }, [[Buffer.alloc(10)], [Buffer.alloc(1024 * KiB)]]));
  return stub;
}

/** What is held: its name in the program, how many, and the bytes that each may take. Each had to do with a MiB at least, but for the results. */
const kinds = [
  ['an error of the server', 'serverError', 20, 64 * KiB],
  ['an error of the client: out of time', 'timeOut', 20, 64 * KiB],
  ['an error of the client: a parameter', 'badParameter', 20, 64 * KiB],
  ['the reason of a signal', 'aborted', 20, 64 * KiB],
  ['a NoHostAvailableError with the error of each node', 'noHost', 20, 64 * KiB],
  ['an answer that cannot be read', 'unreadable', 20, 64 * KiB],
  ['the error of a stream', 'streamError', 20, 64 * KiB],
  ['the error of a stream: a parameter', 'streamBadParameter', 20, 64 * KiB],
  ['an iterator of concurrent requests after its end', 'endedConcurrent', 20, 64 * KiB],
  ['a result', 'result', 20_000, KiB],
  ['a row with a small blob of a large page', 'rowOfLargePage', 20, 64 * KiB],
  ['the execution info of a large page', 'executionInfo', 20, 64 * KiB],
] as const;

describe('what is kept', () => {
  let bytes: Record<string, number>;

  // One process holds all kinds, one after the other.
  beforeAll(async () => {
    await using stub = await startStub();
    const counts = Object.fromEntries(kinds.map(([, kind, count]) => [kind, count]));
    bytes = await runProgram('keeps-what-a-user-holds', { options: stub.clusterOptions(), counts }, ['--expose-gc']);
  });

  test.each(kinds)('is small: %s', (_, kind, __, maxBytes) => {
    expect(bytes[kind]).toBeLessThan(maxBytes);
  });
});
