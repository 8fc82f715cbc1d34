// An application whose tests fake every timer and clock that @sinonjs/fake-timers knows, but for `process.nextTick`, without which no socket
// of Node opens, and put the real ones back in the end. Nobody advances the fake clock. Prints what came of each request.
const FakeTimers = require('@sinonjs/fake-timers');

const { options, installs } = JSON.parse(process.argv[2]);

const install = () => FakeTimers.install({ now: 0, toNotFake: ['nextTick'] });
let clock = installs === 'before it loads the package' ? install() : undefined;
const { AsyncCluster, policies } = require('@async-cassandra/core');
if (installs === 'after it loaded the package') clock = install();

async function use(cluster) {
  const session = await cluster.connect(undefined, { timeoutMs: 240_000 });
  const { rows } = await session.execute('SELECT a FROM t WHERE a = ?', [1]);
  const timedOut = await session.execute('SELECT silent', [], { timeoutMs: 20 }).catch(({ name }) => name);
  const streamed = [];
  for await (const { a } of await session.executeStream('SELECT many', [], { streamConfig: { fetchSize: 1 } }))
    streamed.push(a);
  const concurrent = [];
  for await (const { result } of session.executeConcurrent('SELECT a FROM t WHERE a = ?', [[1], [1]]))
    concurrent.push(result.length);
  // Its connection is lost, and opened again after a delay.
  const lost = await session.execute('SELECT poison', []).catch(({ name }) => name);
  while (!cluster.nodes[0].isUp) await session.execute('SELECT a FROM t WHERE a = ?', [1]).catch(() => {});
  const again = await session.execute('SELECT a FROM t WHERE a = ?', [1]);
  return { rows, timedOut, streamed, concurrent, lost, again: again.rows };
}

async function main() {
  if (installs === 'after it connected') {
    const cluster = new AsyncCluster(options);
    const session = await cluster.connect(undefined, { timeoutMs: 240_000 });
    clock = install();
    await session.execute('SELECT a FROM t WHERE a = ?', [1]);
    await cluster.shutdown();
  }
  const reconnectionPolicy = new policies.reconnection.ConstantReconnectionPolicy(5);
  const cluster = new AsyncCluster({ ...options, reconnectionPolicy });
  const faked = await use(cluster);
  clock.uninstall();
  const after = await use(cluster);
  await cluster.shutdown();
  console.log(JSON.stringify({ faked, after }));
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
