// Whether the history of one register can be so: some order of its operations, each at one moment between its call and its answer,
// gives what each of them saw (Wing and Gong's search, with the states that were met before left out).
//
// An operation: `{ start, end, read: value }`, `{ start, end, from, to, applied: true }`, `{ start, end, from, applied: false, seen }`, or,
// where nobody knows, `{ start, end: Infinity, from, to, applied: undefined }`: it may take effect at any time after its call, or never. A
// write that was refused is left out: had it taken effect, somebody would see a value that nobody wrote. The first value is null.

/** Returns undefined where it can be so, else how far the best order gets. */
export function problemOf(history) {
  const operations = [...history].sort((a, b) => a.start - b.start);
  const known = operations.reduce((bits, { end }, i) => (end === Infinity ? bits : bits | bit(i)), 0n);
  const seen = new Set();
  const states = [{ done: 0n, value: null }];
  let furthest = 0n;
  while (states.length > 0) {
    const { done, value } = states.pop();
    if ((done & known) === known) return undefined;
    if (countOf(done & known) > countOf(furthest & known)) furthest = done;
    // Nothing may come after an operation that had ended before it began.
    const firstEnd = Math.min(...operations.map(({ end }, i) => (done & bit(i) ? Infinity : end)));
    for (const [i, operation] of operations.entries()) {
      if (operation.start > firstEnd) break;
      if (done & bit(i)) continue;
      const next = after(operation, value);
      if (next === undefined) continue;
      const state = { done: done | bit(i), value: next.value };
      const key = `${state.done} ${state.value}`;
      if (!seen.has(key)) states.push(state);
      seen.add(key);
    }
  }
  const stuck = operations.filter((_, i) => !(furthest & bit(i)));
  return `no order explains it; of ${operations.length} operations these are left: ${JSON.stringify(stuck.slice(0, 6))}`;
}

/** The value after it; undefined where it cannot have seen this one. */
function after(operation, value) {
  if ('read' in operation) return operation.read === value ? { value } : undefined;
  if (operation.applied === false) return operation.from !== value && operation.seen === value ? { value } : undefined;
  // One in doubt whose condition is not met changes nothing: the same as never.
  return operation.from === value ? { value: operation.to } : undefined;
}

const bit = (i) => 1n << BigInt(i);
const countOf = (bits) => bits.toString(2).replaceAll('0', '').length;
