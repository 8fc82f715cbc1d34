// The numbers of passed, failed and skipped tests, the time of each file, and the details of tests that did not pass.
export const noCounts = () => ({ passed: 0, failed: 0, skipped: [], files: [] });

export function addCounts(sum, counts) {
  sum.passed += counts.passed;
  sum.failed += counts.failed;
  sum.skipped.push(...counts.skipped);
  sum.files.push(...counts.files);
}

/** Returns the reason in the name of a skipped test or of its group: `starts a container [needs a Docker daemon]`. */
export const reasonIn = (fullName) => /\[(needs [^\]]+)\]/.exec(fullName)?.[1];

export const summaryLine = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed, ${skipped.length} skipped`;

/** Returns a line for each file, the slowest first. */
export const fileTimes = (files) =>
  [...files]
    .sort((a, b) => b.ms - a.ms)
    .map(
      ({ file, tests, ms }) => `${(ms / 1000).toFixed(1).padStart(7)} s ${String(tests).padStart(5)} tests  ${file}`,
    );
