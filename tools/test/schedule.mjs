// Runs phases that need one another, several at once.

/**
 * Runs each phase as soon as those that it needs have succeeded, at most `atOnce` together; of those that could run, the first in the
 * list goes first. A phase stands below those that it needs; one that it needs and that is not in the list is no obstacle. `run` resolves
 * with whether a phase succeeded. A phase is left out when one that it needs failed. Resolves with the phases that were left out.
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
