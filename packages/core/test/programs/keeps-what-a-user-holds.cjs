// Holds what a user can hold, as many of each kind as it is told, and prints how many bytes of memory each costs, by kind. Needs --expose-gc.
const { AsyncCluster, policies } = require('@async-cassandra/core');

const { options, counts } = JSON.parse(process.argv[2]);

const big = () => Buffer.alloc(1024 * 1024, 7);
const failure = (promise) =>
  promise.then(
    () => Promise.reject(new Error('It did not fail')),
    (error) => error,
  );
const insert = 'INSERT INTO shop.files (id, content) VALUES (?, ?)';

const kinds = {
  serverError: (session) => failure(session.execute(insert, [1, big()])),
  timeOut: (session) =>
    failure(session.execute('INSERT INTO shop.silent (id, content) VALUES (?, ?)', [1, big()], { timeoutMs: 50 })),
  badParameter: (session) => failure(session.execute(insert, [big(), 'no bytes'])),
  aborted: (session) => {
    const abort = new AbortController();
    const answer = failure(
      session.execute('INSERT INTO shop.silent (id, content) VALUES (?, ?)', [1, big()], { signal: abort.signal }),
    );
    setImmediate(() => abort.abort());
    return answer;
  },
  noHost: (session) =>
    failure(session.execute('INSERT INTO shop.lost (id, content) VALUES (?, ?)', [1, big()], { isIdempotent: true })),
  unreadable: (session) => failure(session.execute('SELECT odd FROM shop.files WHERE content = ?', [big()])),
  streamError: async (session) => {
    const stream = await session.executeStream('SELECT pages FROM shop.files WHERE content = ?', [big()]);
    return failure(
      (async () => {
        for await (const row of stream) row.get(0);
      })(),
    );
  },
  streamBadParameter: (session) => failure(session.executeStream(insert, ['no number', big()])),
  endedConcurrent: async (session) => {
    const executions = session.executeConcurrent(insert, [[1, big()]]);
    for await (const { error } of executions) if (error === undefined) throw new Error('It did not fail');
    return executions;
  },
  result: (session) => session.execute('INSERT INTO shop.small (id) VALUES (?)', [1]),
  rowOfLargePage: async (session) =>
    (await session.execute('SELECT content FROM shop.files')).rows.find((row) => row.content.length < 100),
  executionInfo: async (session) => (await session.execute('SELECT content FROM shop.files')).executionInfo,
};

async function collect() {
  for (let round = 0; round < 3; round++) {
    globalThis.gc();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

async function bytesOfEach(make, count) {
  const cluster = new AsyncCluster({
    ...options,
    reconnectionPolicy: new policies.reconnection.ConstantReconnectionPolicy(1),
  });
  const session = await cluster.connect(undefined, { timeoutMs: 240_000 });
  for (let warming = 0; warming < 3; warming++) await make(session);
  const kept = [];
  const before = await collect();
  for (let index = 0; index < count; index++) kept.push(await make(session));
  // Answered once the node has read all that was written before: what waits in the socket is not kept by anybody.
  await session.execute('SELECT key FROM system.local').catch(() => {});
  const after = await collect();
  await cluster.shutdown();
  return (after - before) / kept.length;
}

async function main() {
  const bytes = {};
  for (const [kind, count] of Object.entries(counts)) bytes[kind] = await bytesOfEach(kinds[kind], count);
  console.log(JSON.stringify(bytes));
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
