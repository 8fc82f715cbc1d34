export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export const minimum = (values) => Math.min(...values);
export const maximum = (values) => Math.max(...values);

/**
 * Core beside stock, from rounds that stood next to each other in time. The ratio of the minima leaves out what disturbed a round; the
 * median of the rounds' own ratios leaves out what changed slowly during the run.
 */
export const ratios = (stock, core) => ({
  ofMinima: minimum(core) / minimum(stock),
  medianOfRounds: median(core.map((value, round) => value / stock[round])),
});
