// The values of the measured writes: created once, because creating them is the caller's work and not the client's.
import { eventValues, rowsPerBatch, wideValues } from './tables.mjs';

const prepared = 1_000;

export function writtenValues(types) {
  const list = (of) => Array.from({ length: prepared }, (_, i) => of(types, i));
  const events = list(eventValues);
  const wide = list(wideValues);
  const batches = Array.from({ length: prepared / rowsPerBatch }, (_, i) =>
    events.slice(i * rowsPerBatch, (i + 1) * rowsPerBatch),
  );
  return {
    event: (i) => events[i % events.length],
    events: (count) => Array.from({ length: count }, (_, i) => events[i % events.length]),
    wide: (i) => wide[i % wide.length],
    batch: (i) => batches[i % batches.length],
  };
}

/** Adds three kinds of statements for the rows of one partition to a batch: inserts, updates and deletes in turn. */
export const mixedBatch = (rows, add) => {
  rows.forEach(([id, name, email, age, created], i) => {
    if (i % 3 === 0) add.insert([id, name, email, age, created]);
    else if (i % 3 === 1) add.update([name, age, id]);
    else add.delete([id]);
  });
};
