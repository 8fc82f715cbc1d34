// Counts the events of a run, for people to read.

const maxShown = 30;

export class Report {
  /** Operations that have ended. */
  done = 0;
  /** What must not happen: lost, torn, duplicated or unknown data. */
  problems = [];
  /** Counters that do not hold what the servers themselves acknowledged: see the README. */
  notices = [];
  #answered = new Map();
  #failed = new Map();
  #verified = 0;

  answered(kind, durationMs) {
    this.done += 1;
    const entry = this.#answered.get(kind) ?? { count: 0, totalMs: 0, longestMs: 0 };
    entry.count += 1;
    entry.totalMs += durationMs;
    entry.longestMs = Math.max(entry.longestMs, durationMs);
    this.#answered.set(kind, entry);
  }

  failed(kind, error, isDocumented) {
    this.done += 1;
    const name = `${kind}: ${error.name}`;
    this.#failed.set(name, (this.#failed.get(name) ?? 0) + 1);
    if (!isDocumented) this.wrong(`${kind} failed with an error of no documented class: ${error.stack}`);
  }

  verified(inserts) {
    this.#verified += inserts;
  }

  wrong(problem) {
    if (this.problems.length < maxShown) this.problems.push(problem);
  }

  noticed(notice) {
    this.notices.push(notice);
  }

  lines(faultsDone) {
    const lines = [...this.#answered].map(
      ([kind, { count, totalMs, longestMs }]) =>
        `${kind.padEnd(26)} ${String(count).padStart(8)} acknowledged, ${(totalMs / count).toFixed(1)} ms in the mean, ${longestMs.toFixed(0)} ms at most`,
    );
    const failures = [...this.#failed].sort().map(([name, count]) => `${name.padEnd(50)} ${String(count).padStart(6)}`);
    const byKind = new Map();
    for (const [kind] of faultsDone.map((fault) => fault.split(' '))) byKind.set(kind, (byKind.get(kind) ?? 0) + 1);
    const faults = [...byKind].map(([kind, count]) => `${count} x ${kind}`);
    return [
      ...lines,
      '',
      ...(failures.length > 0
        ? ['failed, each with an error of a documented class:', ...failures]
        : ['nothing failed']),
      '',
      `faults: ${faults.join(', ') || 'none'}`,
      `read back: ${this.#verified} inserts, and every register, counter, list and pair`,
    ];
  }
}
