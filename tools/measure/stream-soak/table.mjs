// The table of the soak: every value follows from its key, so that a missing, duplicated or damaged row changes the sum.
export const rowsOfPartition = 1000;
const rowsOfBatch = 100;
const batchesInFlight = 48;

export const createTable = 'CREATE TABLE big (p int, c int, value bigint, name text, PRIMARY KEY (p, c))';

const valueOf = (p, c) => (BigInt(p) * 1_000_003n + BigInt(c) * 7919n) % 1_000_000_007n;
const nameOf = (p, c) => `row ${c} of partition ${p}`;

/** Sums up rows, in any order. */
export class Tally {
  count = 0;
  /** Modulo 2^32: enough to detect errors, and cheap compared with the measured work. */
  sum = 0;

  constructor({ count = 0, sum = 0 } = {}) {
    this.count = count;
    this.sum = sum;
  }

  add({ p, c, value, name }) {
    this.count += 1;
    this.sum = (this.sum + mix(p, c, Number(value), name.length)) >>> 0;
  }
}

function mix(p, c, value, length) {
  let hash = Math.imul(p + 1, 0x9e3779b1) ^ Math.imul(c + 1, 0x85ebca6b) ^ Math.imul(value, 0xc2b2ae35);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) + length;
  return hash >>> 0;
}

/** Writes the rows and resolves with their tally. */
export async function load(session, { BatchStatement }, rows, show) {
  const insert = await session.prepare('INSERT INTO big (p, c, value, name) VALUES (?, ?, ?, ?)');
  insert.isIdempotent = true;
  const expected = new Tally();
  let next = 0;
  const lane = async () => {
    while (next < rows) {
      const first = next;
      next += rowsOfBatch;
      const batch = new BatchStatement({ type: 'unlogged', isIdempotent: true });
      for (let row = first; row < Math.min(first + rowsOfBatch, rows); row += 1) {
        const p = Math.floor(row / rowsOfPartition);
        const c = row % rowsOfPartition;
        const written = { p, c, value: valueOf(p, c), name: nameOf(p, c) };
        expected.add(written);
        batch.add(insert, [p, c, written.value, written.name]);
      }
      await session.executeBatch(batch, { timeoutMs: 60_000 });
      show(next, rows);
    }
  };
  await Promise.all(Array.from({ length: batchesInFlight }, lane));
  return expected;
}
