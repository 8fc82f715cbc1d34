// Opens as many connections to a node as it is told, uses them, and closes them. Prints the warnings of the process.
const { AsyncCluster } = require('@async-cassandra/core');

const { options, requests } = JSON.parse(process.argv[2]);
const warnings = [];
process.on('warning', ({ name, message }) => warnings.push(`${name}: ${message}`));

async function main() {
  const cluster = new AsyncCluster(options);
  const session = await cluster.connect(undefined, { timeoutMs: 240_000 });
  // The first of a node is enough to be connected.
  const isWhole = ({ openConnections }) => openConnections >= options.connectionsPerNode;
  while (!cluster.nodes.every(isWhole)) await new Promise((resolve) => setImmediate(resolve));
  const opened = cluster.nodes.map(({ openConnections }) => openConnections);
  await Promise.all(Array.from({ length: requests }, () => session.execute('SELECT a')));
  await cluster.shutdown();
  // A warning is emitted in a later turn.
  await new Promise((resolve) => setImmediate(resolve));
  console.log(JSON.stringify({ opened, warnings }));
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
