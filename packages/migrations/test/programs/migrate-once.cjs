// One process of a crowd: `node migrate-once.cjs '<options of the cluster>' '<options of migrate>' [dies]`. Prints what it ran. With a third
// argument it ends, as by kill -9, after the server has done the statement with this number and before that is recorded.
const { AsyncCluster, SessionWrapper } = require('@async-cassandra/core');
const { migrate } = require('@async-cassandra/migrations');

const [clusterOptions, options] = process.argv.slice(2, 4).map((text) => JSON.parse(text));
const last = Number(process.argv[4]);

class Mortal extends SessionWrapper {
  #done = 0;

  async execute(statement, parameters, executeOptions) {
    const result = await super.execute(statement, parameters, executeOptions);
    // Only statements of migrations name a keyspace beside their text.
    if (executeOptions?.keyspace !== undefined && ++this.#done === last) process.kill(process.pid, 'SIGKILL');
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
