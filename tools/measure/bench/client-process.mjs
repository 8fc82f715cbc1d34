// One client in a process of its own, so that neither warms up, nor litters, the heap of the other. Told what to run by forked-client.mjs.
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
 * The collector runs when it likes, and counts. To force it before a round would throw away what the compiler has learnt of objects of which none
 * lives at that moment, and make the round two to four times as dear.
 */
async function measure({ scenario, inFlight, units }) {
  const startedAt = performance.now();
  const cpu = process.cpuUsage();
  await { ...scenarios, ...sameCodeScenarios }[scenario].run(client, { units, inFlight });
  const { user, system } = process.cpuUsage(cpu);
  return { cpuUs: (user + system) / units, perSecond: (units * 1000) / (performance.now() - startedAt) };
}

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

// Whoever asked is gone without a word: an open client would keep this process for ever.
process.on('disconnect', () => {
  if (client !== undefined) process.exit(1);
});
