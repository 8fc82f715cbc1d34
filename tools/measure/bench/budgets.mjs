// The CPU budgets of core, as a fraction of the stock driver's client CPU for the same work in the same run. Change budgets only here;
// the commit states the measurement. The run prints which budgets are met; `--strict` makes a broken one an error. No test asserts them.
export const cpuBudgets = {
  read: 0.4,
  insert: 0.4,
  batch: 0.5,
  mixed: 0.5,
  pages: 0.3,
  rows: 0.4,
  wide: 0.4,
};

/** Over TLS, where the stock driver has TLS too: the encryption costs both the same. */
const tlsBudgets = { ...cpuBudgets, read: 0.38, insert: 0.42 };

/** With several nodes: what both clients paid for choosing a replica and for several sockets, when it was measured first. */
const severalNodesBudgets = { ...cpuBudgets, read: 0.35, insert: 0.35 };

/** With fewer requests in flight, each answer costs a turn of the event loop and system calls of its own, the same for both clients: shown without a budget. */
const fewestInFlight = { read: 64, insert: 64 };

export const budgetFor = ({ scenario, inFlight, over, nodes = 1 }) =>
  inFlight < (fewestInFlight[scenario] ?? 1) ? undefined : budgetsOf(over, nodes)[scenario];

function budgetsOf(over, nodes) {
  if (over === 'tls') return tlsBudgets;
  return nodes > 1 ? severalNodesBudgets : cpuBudgets;
}

/** The microseconds of client CPU that observing a point read may add, by the way to observe it: see watching.mjs. */
export const watchingBudgets = {
  'metrics in memory': 1,
  'metrics for Prometheus': 1.5,
  'spans without an SDK': 1,
  'spans that are not sampled': 3,
  'spans of attempts too': 9,
};
