// What core may cost, as a part of what the stock driver costs for the same work in the same run (client CPU). The one place to change a budget;
// a change says in its commit what was measured. The run prints which are met; `--strict` makes a broken one an error. No test asserts them.
export const cpuBudgets = {
  read: 0.4,
  insert: 0.4,
  batch: 0.5,
  mixed: 0.5,
  pages: 0.3,
  rows: 0.4,
  wide: 0.4,
};

/** With fewer in flight, each answer costs its own turn of the event loop and its own system calls, the same for both clients: shown, without a budget. */
const fewestInFlight = { read: 64, insert: 64 };

export const budgetFor = ({ scenario, inFlight }) =>
  inFlight < (fewestInFlight[scenario] ?? 1) ? undefined : cpuBudgets[scenario];
