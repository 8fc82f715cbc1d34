// An application that throws in callbacks of its own while answers are handled, and survives it, as test runners and error
// trackers do. Prints how often it threw, and what it read.
const { callbackify } = require('node:util');
const { AsyncCluster } = require('@async-cassandra/core');

const { options, throwIn, rowsPerRound, rounds } = JSON.parse(process.argv[2]);

let survived = 0;
process.on('uncaughtException', (error) => {
  if (error.message !== 'of the application') throw error;
  survived++;
});

function fail() {
  throw new Error('of the application');
}

const ways = {
  nextTick: (answer) => answer.then(() => process.nextTick(fail)),
  callbackify: (answer) => callbackify(() => answer)(fail),
};

async function main() {
  if (options.ssl) options.ssl = { rejectUnauthorized: false };
  const cluster = new AsyncCluster(options);
  const session = await cluster.connect(undefined, { timeoutMs: 240_000 });
  const wrong = [];
  for (let round = 0; round < rounds; round++) {
    const stream = await session.executeStream('SELECT id, name FROM many', [], { streamConfig: { fetchSize: 40 } });
    let expected = 0;
    for await (const { id, name } of stream) {
      if (id !== expected || name !== `the name of ${expected}`) wrong.push([expected, id, name]);
      expected++;
      if (expected % 8 === 0) {
        const answer = session.execute('SELECT name FROM one');
        ways[throwIn](answer);
        const { rows } = await answer;
        if (rows[0].name !== 'x'.repeat(3000)) wrong.push(['one', rows[0].name.length]);
      }
    }
    if (expected !== rowsPerRound) wrong.push(['rows', expected]);
  }
  const { rows } = await session.execute('SELECT name FROM one');
  await cluster.shutdown();
  console.log(JSON.stringify({ survived, wrong, last: rows.length }));
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
