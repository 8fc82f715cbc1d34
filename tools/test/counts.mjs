// How many tests passed, failed and were skipped, how long each file took, and what there is to say about those that did not pass.
export const noCounts = () => ({ passed: 0, failed: 0, skipped: [], files: [] });

export function addCounts(sum, counts) {
  sum.passed += counts.passed;
  sum.failed += counts.failed;
  sum.skipped.push(...counts.skipped);
  sum.files.push(...counts.files);
}

/** A skipped test says in its name, or in its group's, what it needs: `starts a container [needs a Docker daemon]`. */
export const reasonIn = (fullName) => /\[(needs [^\]]+)\]/.exec(fullName)?.[1];

export const summaryLine = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed, ${skipped.length} skipped`;

/** A line for each file, the slowest first. */
export const fileTimes = (files) =>
  [...files]
    .sort((a, b) => b.ms - a.ms)
    .map(
      ({ file, tests, ms }) => `${(ms / 1000).toFixed(1).padStart(7)} s ${String(tests).padStart(5)} tests  ${file}`,
    );
