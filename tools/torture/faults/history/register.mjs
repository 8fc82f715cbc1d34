// Checks whether the history of one register is linearisable: some order of its operations, each at one moment between its call and its answer,
// explains what each of them saw (Wing and Gong's search, which skips states that were reached before).
//
// An operation: `{ start, end, read: value }`, `{ start, end, from, to, applied: true }`, `{ start, end, from, applied: false, seen }`, or, with an
// unknown outcome, `{ start, end: Infinity, from, to, applied: undefined }`: it may take effect at any time after its call, or never. A
// refused write is left out: if it had taken effect, a read would see an unexplained value. The first value is null.

/** Returns undefined for a linearisable history, otherwise how far the best order gets. */
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
    // An operation that ended before another one began must precede it.
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

/** Returns the value after the operation; undefined if the operation cannot have seen this value. */
function after(operation, value) {
  if ('read' in operation) return operation.read === value ? { value } : undefined;
  if (operation.applied === false) return operation.from !== value && operation.seen === value ? { value } : undefined;
  // An operation with an unknown outcome whose condition is not met changes nothing, as if it never took effect.
  return operation.from === value ? { value: operation.to } : undefined;
}

const bit = (i) => 1n << BigInt(i);
const countOf = (bits) => bits.toString(2).replaceAll('0', '').length;
