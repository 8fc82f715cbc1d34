// How many tests passed, failed and were skipped, and what there is to say about those that did not pass.
export const noCounts = () => ({ passed: 0, failed: 0, skipped: [] });

export function addCounts(sum, counts) {
  sum.passed += counts.passed;
  sum.failed += counts.failed;
  sum.skipped.push(...counts.skipped);
}

/** A skipped test says in its name, or in its group's, what it needs: `starts a container [needs a Docker daemon]`. */
export const reasonIn = (fullName) => /\[(needs [^\]]+)\]/.exec(fullName)?.[1];

export const summaryLine = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed, ${skipped.length} skipped`;
