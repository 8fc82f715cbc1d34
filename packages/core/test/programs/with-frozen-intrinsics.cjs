// An application that runs with --frozen-intrinsics, or with prototypes that it has frozen itself. Prints how each kind of request ended.
const {
  AsyncCluster,
  InvalidRequestError,
  OperationTimedOutError,
  UnavailableError,
} = require('@async-cassandra/core');

const { options, freeze } = JSON.parse(process.argv[2]);

for (const each of freeze) Object.freeze(globalThis[each].prototype);

const failure = (promise) =>
  promise.then(
    () => 'it did not fail',
    (error) => error,
  );

async function main() {
  const cluster = new AsyncCluster(options);
  const session = await cluster.connect(undefined, { timeoutMs: 240_000 });
  const serverError = await failure(session.execute('SELECT none'));
  const unavailable = await failure(session.execute('SELECT unavailable'));
  const badValue = await failure(session.execute('SELECT a FROM t WHERE a = ?', ['no number']));
  const timeOut = await failure(session.execute('SELECT silent', [], { timeoutMs: 50 }));
  const { rows } = await session.execute('SELECT odd FROM t');
  const streamed = [];
  for await (const row of await session.executeStream('SELECT odd FROM t')) streamed.push({ ...row });
  await cluster.shutdown();
  const closed = await failure(session.execute('SELECT none'));
  console.log(
    JSON.stringify({
      frozen: Object.isFrozen(Error) || freeze.length > 0,
      serverError: [serverError instanceof InvalidRequestError, serverError.name, serverError.message],
      unavailable: [unavailable instanceof UnavailableError, unavailable.name, unavailable.alive],
      badValue: [badValue instanceof TypeError, badValue.name, badValue.message],
      timeOut: [timeOut instanceof OperationTimedOutError, timeOut.name],
      rows: rows.map((row) => ({ ...row })),
      streamed,
      closed: [closed.name, closed.code],
    }),
  );
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
