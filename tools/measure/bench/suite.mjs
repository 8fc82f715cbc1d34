// Runs the scenarios on a server with loaded tables, and reports the measurements as plain data.
import { budgetFor } from './budgets.mjs';
import { measureInTurns } from './in-turns.mjs';
import { loadWarnings, watchMachine } from './machine-load.mjs';
import { scenarios, unitsOf } from './scenarios.mjs';
import { maximum, median, minimum, ratios } from './statistics.mjs';

const kinds = ['stock', 'core'];
/** The rounds that are discarded, because they include compilation, which may be late on a busy machine. */
const warmUpRounds = 4;

/** Returns the variants: a scenario without its own number of requests in flight runs once for each given number. */
export const variantsOf = (names, inFlights) =>
  names.flatMap((scenario) => {
    const { inFlight } = scenarios[scenario];
    return (inFlight === undefined ? inFlights : [inFlight]).map((each) => ({ scenario, inFlight: each }));
  });

/** `scale` is the fraction of each scenario's units in one round. */
export async function runSuite(server, { chosen, inFlights, rounds, over, nodes, scale = 1 }, show = () => {}) {
  const stopWatching = watchMachine();
  const results = [];
  for (const variant of variantsOf(chosen, inFlights)) {
    results.push(await compare(server, { ...variant, rounds, over, nodes, scale }, show));
  }
  const machine = stopWatching();
  return { node: process.version, rounds, machine, warnings: loadWarnings(machine), results };
}

async function compare(server, { scenario, inFlight, rounds, over, nodes, scale }, show) {
  const { title } = scenarios[scenario];
  const units = unitsOf(scenarios[scenario], scale);
  const work = { scenario, inFlight, units };
  const turns = { server, title, work, rounds, warmUpRounds };
  const { samples, last } = await measureInTurns(kinds, turns, show, (client) => client.ask('peakRssMb'));
  return summarize({ scenario, title, inFlight, units, over, nodes }, samples, last);
}

function summarize(variant, measured, peakRssMb) {
  const valuesOf = (name) => ({
    stock: measured.stock.map((sample) => sample[name]),
    core: measured.core.map((sample) => sample[name]),
  });
  const cpuUs = valuesOf('cpuUs');
  const perSecond = valuesOf('perSecond');
  const turns = valuesOf('turns');
  const cpuRatio = ratios(cpuUs.stock, cpuUs.core);
  const budget = budgetFor(variant);
  return {
    ...variant,
    cpuUs: { stock: spread(cpuUs.stock), core: spread(cpuUs.core), ratio: cpuRatio },
    perSecond: sideBySide(maximum(perSecond.stock), maximum(perSecond.core)),
    turns: { stock: median(turns.stock), core: median(turns.core) },
    peakRssMb: sideBySide(peakRssMb.stock, peakRssMb.core),
    ...(budget !== undefined && { budget, verdict: verdictOn(cpuRatio, budget) }),
  };
}

const spread = (values) => ({ minimum: minimum(values), median: median(values) });
const sideBySide = (stock, core) => ({ stock, core, ratio: core / stock });

/** Returns the verdict. If the two ratios are on different sides of the budget, the run was too noisy or the budget is too close. */
export function verdictOn({ ofMinima, medianOfRounds }, budget) {
  const kept = [ofMinima, medianOfRounds].filter((ratio) => ratio <= budget).length;
  return ['not met', 'borderline', 'met'][kept];
}
