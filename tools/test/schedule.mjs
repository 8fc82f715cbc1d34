// Runs phases that depend on one another, several at once.

/**
 * Runs each phase as soon as the phases that it needs have succeeded, at most `atOnce` together; of several ready phases, the first in the
 * list starts first. A phase is below the phases that it needs; a needed phase that is not in the list is ignored. `run` resolves
 * with whether a phase succeeded. A phase is skipped when one that it needs failed. Resolves with the skipped phases.
 */
export async function runPhases(phases, { atOnce, run }) {
  const outcomes = new Map();
  const running = new Map();
  const waiting = new Set(phases);
  const names = new Set(phases.map(({ name }) => name));
  const needsOf = ({ needs = [] }) => needs.filter((name) => names.has(name));
  const isReady = (phase) => needsOf(phase).every((name) => outcomes.get(name) === true);
  const isHopeless = (phase) => needsOf(phase).some((name) => outcomes.get(name) === false);
  const leftOut = [];

  for (;;) {
    for (const phase of waiting) {
      if (isHopeless(phase)) {
        waiting.delete(phase);
        outcomes.set(phase.name, false);
        leftOut.push(phase);
      } else if (isReady(phase) && running.size < atOnce) {
        waiting.delete(phase);
        running.set(
          phase.name,
          run(phase).then((hasSucceeded) => {
            outcomes.set(phase.name, hasSucceeded);
            running.delete(phase.name);
          }),
        );
      }
    }
    if (running.size === 0) return leftOut;
    await Promise.race(running.values());
  }
}
