// Formats the report of a run as text.
const number = (value, digits) => value.toFixed(digits);

const columns = [
  ['', ({ title }) => title, 'left'],
  ['in flight', ({ inFlight }) => String(inFlight)],
  ['stock us', ({ cpuUs }) => number(cpuUs.stock.minimum, 2)],
  ['core us', ({ cpuUs }) => number(cpuUs.core.minimum, 2)],
  ['CPU', ({ cpuUs }) => number(cpuUs.ratio.ofMinima, 2)],
  ['(median)', ({ cpuUs }) => number(cpuUs.ratio.medianOfRounds, 2)],
  ['stock turns', ({ turns }) => number(turns.stock, 2)],
  ['core turns', ({ turns }) => number(turns.core, 2)],
  ['stock/s', ({ perSecond }) => number(perSecond.stock, 0)],
  ['core/s', ({ perSecond }) => number(perSecond.core, 0)],
  ['rate', ({ perSecond }) => number(perSecond.ratio, 2)],
  ['stock MB', ({ peakRssMb }) => number(peakRssMb.stock, 0)],
  ['core MB', ({ peakRssMb }) => number(peakRssMb.core, 0)],
  ['memory', ({ peakRssMb }) => number(peakRssMb.ratio, 2)],
  ['budget', ({ budget, verdict }) => (budget === undefined ? '' : `${number(budget, 2)} ${verdict}`), 'left'],
];

export function tableOf({ node, rounds, warnings, results }) {
  const lines = [columns.map(([name]) => name), ...results.map((result) => columns.map(([, cell]) => cell(result)))];
  const widths = columns.map((_, column) => Math.max(...lines.map((cells) => cells[column].length)));
  const text = lines.map((cells) =>
    cells
      .map((cell, i) => (columns[i][2] === 'left' ? cell.padEnd(widths[i]) : cell.padStart(widths[i])))
      .join('  ')
      .trimEnd(),
  );
  return [
    `Node ${node}, ${rounds} rounds each. Client CPU in microseconds of user and system time for each unit (minimum of the rounds), best wall rate,`,
    `turns of the event loop for each unit (median), peak memory of the client's process; the ratios are core's part of stock: CPU and memory less is better, rate more is better.`,
    '',
    ...text,
    ...(warnings.length > 0 ? ['', ...warnings.map((warning) => `Trust this less: ${warning}.`)] : []),
  ].join('\n');
}
