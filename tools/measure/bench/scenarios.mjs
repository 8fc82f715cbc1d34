// The scenarios. Both clients perform each of them through the same few functions (stock-client.mjs, core-client.mjs).
import { isWhole, isWholeWide } from './tables.mjs';
import { inLanes } from '../in-lanes.mjs';

/**
 * Each scenario names its unit, the number of units in one round, and how a client performs them. `rowsOf` names the table
 * whose rows are the units. `inFlight` is fixed by the scenario; otherwise the run's `--in-flight` applies.
 */
export const scenarios = {
  read: {
    title: 'point read',
    units: 20_000,
    run: (client, { units, inFlight }) =>
      inLanes(units, inFlight, async () => {
        if (!isWhole(await client.read())) throw new Error('A row came back with holes');
      }),
  },
  insert: {
    title: 'insert',
    units: 20_000,
    run: (client, { units, inFlight }) => inLanes(units, inFlight, (i) => client.insert(i)),
  },
  concurrent: {
    title: 'insert, executeConcurrent',
    units: 20_000,
    inFlight: 64,
    run: (client, { units, inFlight }) => client.insertConcurrently(units, inFlight),
  },
  batch: {
    title: 'batch of 50 inserts',
    units: 1_000,
    inFlight: 16,
    run: (client, { units, inFlight }) => inLanes(units, inFlight, (i) => client.batch(i)),
  },
  mixed: {
    title: 'logged batch, mixed',
    units: 1_000,
    inFlight: 16,
    run: (client, { units, inFlight }) => inLanes(units, inFlight, (i) => client.mixedBatch(i)),
  },
  whole: {
    title: 'scanned row, whole result',
    units: 100_000,
    rowsOf: 'events',
    inFlight: 1,
    run: async (client, { units }) => checkCount((await client.scanWhole()).filter(isWhole).length, units),
  },
  pages: {
    title: 'scanned row, by pages',
    units: 100_000,
    rowsOf: 'events',
    inFlight: 1,
    run: (client, { units }) => countByPages(client.scanByPages, isWhole, units),
  },
  rows: {
    title: 'scanned row, row by row',
    units: 100_000,
    rowsOf: 'events',
    inFlight: 1,
    async run(client, { units }) {
      let rows = 0;
      await client.scanByRows((row) => {
        if (isWhole(row)) rows += 1;
      });
      checkCount(rows, units);
    },
  },
  wide: {
    title: 'wide row, by pages',
    units: 20_000,
    rowsOf: 'wide',
    inFlight: 1,
    run: (client, { units }) => countByPages(client.scanWideByPages, isWholeWide, units),
  },
  wideInsert: {
    title: 'wide row, insert',
    units: 5_000,
    inFlight: 64,
    run: (client, { units, inFlight }) => inLanes(units, inFlight, (i) => client.insertWide(i)),
  },
};

/** Returns the units of a smaller run; at least one. */
export const unitsOf = ({ units }, scale) => Math.max(1, Math.round(units * scale));

/** Returns how many rows the tables need for the scans of these scenarios. */
export function rowsToLoad(names, scale) {
  const scanned = names.map((name) => scenarios[name]).filter(({ rowsOf }) => rowsOf !== undefined);
  return Object.fromEntries(scanned.map((scenario) => [scenario.rowsOf, unitsOf(scenario, scale)]));
}

async function countByPages(scanByPages, isComplete, units) {
  let rows = 0;
  await scanByPages((page) => {
    rows += page.filter(isComplete).length;
  });
  checkCount(rows, units);
}

function checkCount(rows, expected) {
  if (rows !== expected) throw new Error(`A scan gave ${rows} whole rows, not ${expected}`);
}
