export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export const minimum = (values) => Math.min(...values);
export const maximum = (values) => Math.max(...values);

/**
 * Compares core with stock, from rounds that ran next to each other. The ratio of the minima ignores disturbed rounds; the
 * median of the rounds' own ratios ignores slow changes during the run.
 */
export const ratios = (stock, core) => ({
  ofMinima: minimum(core) / minimum(stock),
  medianOfRounds: median(core.map((value, round) => value / stock[round])),
});
