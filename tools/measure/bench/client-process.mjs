// One client in a process of its own, so that it neither warms up nor fills the heap of the other. Controlled by forked-client.mjs.
import { scenarios } from './scenarios.mjs';
import { sameCodeScenarios } from './same-code-scenarios.mjs';

const open = {
  stock: async (server) => (await import('./stock-client.mjs')).openStockClient(server),
  compat: async (server) =>
    (await import('./stock-client.mjs')).openStockClient(server, await import('@async-cassandra/compat')),
  core: async (server) => (await import('./core-client.mjs')).openCoreClient(server),
};

let client;

/**
 * The garbage collector runs as usual, and its time counts. Forcing it before a round would discard what the compiler has learnt about objects
 * that do not exist at that moment, and make the round two to four times as expensive.
 */
async function measure({ scenario, inFlight, units }) {
  const turns = turnsOfEventLoop();
  const startedAt = performance.now();
  const cpu = process.cpuUsage();
  await { ...scenarios, ...sameCodeScenarios }[scenario].run(client, { units, inFlight });
  const { user, system } = process.cpuUsage(cpu);
  const perSecond = (units * 1000) / (performance.now() - startedAt);
  return { cpuUs: (user + system) / units, perSecond, turns: (turnsOfEventLoop() - turns) / units };
}

const turnsOfEventLoop = () => performance.nodeTiming.uvMetricsInfo.loopCount;

const commands = {
  open: async ({ kind, server }) => {
    client = await open[kind](server);
  },
  measure,
  peakRssMb: () => process.resourceUsage().maxRSS / 1024,
  close: async () => {
    await client.close();
    client = undefined;
  },
};

process.on('message', async ({ command, ...details }) => {
  try {
    process.send({ value: (await commands[command](details)) ?? null });
  } catch (error) {
    process.send({ error: error.stack });
  }
});

// The parent process has ended: an open client would keep this process alive for ever.
process.on('disconnect', () => {
  if (client !== undefined) process.exit(1);
});
