// One process of a crowd: `node migrate-once.cjs '<options of the cluster>' '<options of migrate>' [number] [before]`. Prints what it ran. With a
// number it ends, as by kill -9, after the server has done this statement and before that is recorded; with `before`, before the statement.
const { AsyncCluster, SessionWrapper } = require('@async-cassandra/core');
const { migrate } = require('@async-cassandra/migrations');

const [clusterOptions, options] = process.argv.slice(2, 4).map((text) => JSON.parse(text));
const last = Number(process.argv[4]);
const diesBefore = process.argv[5] === 'before';

class Mortal extends SessionWrapper {
  #begun = 0;

  async execute(statement, parameters, executeOptions) {
    // Only statements of migrations name a keyspace beside their text.
    const isLast = executeOptions?.keyspace !== undefined && ++this.#begun === last;
    if (isLast && diesBefore) process.kill(process.pid, 'SIGKILL');
    const result = await super.execute(statement, parameters, executeOptions);
    if (isLast) process.kill(process.pid, 'SIGKILL');
    return result;
  }
}

async function main() {
  const cluster = new AsyncCluster(clusterOptions);
  const session = await cluster.connect(undefined, { timeoutMs: clusterOptions.requestTimeoutMs });
  const { ran } = await migrate(new Mortal(session), options);
  console.log(JSON.stringify(ran));
  await cluster.shutdown();
}

main();
