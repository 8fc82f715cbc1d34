// Runs the scenarios on a server that has the tables, and reports in plain data what was measured.
import { budgetFor } from './budgets.mjs';
import { measureInTurns } from './in-turns.mjs';
import { loadWarnings, watchMachine } from './machine-load.mjs';
import { scenarios, unitsOf } from './scenarios.mjs';
import { maximum, median, minimum, ratios } from './statistics.mjs';

const kinds = ['stock', 'core'];
/** Compiling counts too, and on a busy machine the compiler's threads are late. */
const warmUpRounds = 4;

/** A scenario that does not say how many requests it keeps in flight is run once for each number given. */
export const variantsOf = (names, inFlights) =>
  names.flatMap((scenario) => {
    const { inFlight } = scenarios[scenario];
    return (inFlight === undefined ? inFlights : [inFlight]).map((each) => ({ scenario, inFlight: each }));
  });

/** `scale` is the part of each scenario's units that one round does. */
export async function runSuite(server, { chosen, inFlights, rounds, scale = 1 }, show = () => {}) {
  const stopWatching = watchMachine();
  const results = [];
  for (const variant of variantsOf(chosen, inFlights)) {
    results.push(await compare(server, { ...variant, rounds, scale }, show));
  }
  const machine = stopWatching();
  return { node: process.version, rounds, machine, warnings: loadWarnings(machine), results };
}

async function compare(server, { scenario, inFlight, rounds, scale }, show) {
  const { title } = scenarios[scenario];
  const units = unitsOf(scenarios[scenario], scale);
  const work = { scenario, inFlight, units };
  const turns = { server, title, work, rounds, warmUpRounds };
  const { samples, last } = await measureInTurns(kinds, turns, show, (client) => client.ask('peakRssMb'));
  return summarize({ scenario, title, inFlight, units }, samples, last);
}

function summarize(variant, measured, peakRssMb) {
  const valuesOf = (name) => ({
    stock: measured.stock.map((sample) => sample[name]),
    core: measured.core.map((sample) => sample[name]),
  });
  const cpuUs = valuesOf('cpuUs');
  const perSecond = valuesOf('perSecond');
  const cpuRatio = ratios(cpuUs.stock, cpuUs.core);
  const budget = budgetFor(variant);
  return {
    ...variant,
    cpuUs: { stock: spread(cpuUs.stock), core: spread(cpuUs.core), ratio: cpuRatio },
    perSecond: sideBySide(maximum(perSecond.stock), maximum(perSecond.core)),
    peakRssMb: sideBySide(peakRssMb.stock, peakRssMb.core),
    ...(budget !== undefined && { budget, verdict: verdictOn(cpuRatio, budget) }),
  };
}

const spread = (values) => ({ minimum: minimum(values), median: median(values) });
const sideBySide = (stock, core) => ({ stock, core, ratio: core / stock });

/** Where the two ratios lie on either side of the budget, the run was too noisy or the budget is too near to tell. */
export function verdictOn({ ofMinima, medianOfRounds }, budget) {
  const kept = [ofMinima, medianOfRounds].filter((ratio) => ratio <= budget).length;
  return ['not met', 'borderline', 'met'][kept];
}
