// The queries of both clients, and their rows.
export const pageSize = 5_000;
export const rowsPerBatch = 50;

const columns = 'name text, email text, age int, created timestamp';
const wideColumns =
  'name text, note text, score double, created timestamp, tags set<text>, readings list<int>, labels map<text, text>, address frozen<address>, payload blob';
const wideNames = 'id, name, note, score, created, tags, readings, labels, address, payload';

/** Scans read partition 1, the measured writes write partition 2. */
export const queries = {
  read: 'SELECT * FROM users WHERE id = ?',
  insert: 'INSERT INTO events (p, id, name, email, age, created) VALUES (2, ?, ?, ?, ?, ?)',
  update: 'UPDATE events SET name = ?, age = ? WHERE p = 2 AND id = ?',
  delete: 'DELETE FROM events WHERE p = 2 AND id = ?',
  scan: 'SELECT * FROM events WHERE p = 1',
  scanWide: 'SELECT * FROM wide WHERE p = 1',
  insertWide: `INSERT INTO wide (p, ${wideNames}) VALUES (2, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
};

export const loading = {
  events: queries.insert.replace('(2,', '(1,'),
  wide: queries.insertWide.replace('(2,', '(1,'),
};

export const knownUser = '7d444840-9dc0-11d1-b245-5ffdce74fad2';

export const schema = `
CREATE TABLE users (id uuid PRIMARY KEY, ${columns});
CREATE TABLE events (p int, id uuid, ${columns}, PRIMARY KEY (p, id));
CREATE TYPE address (street text, city text, zip int);
CREATE TABLE wide (p int, id uuid, ${wideColumns}, PRIMARY KEY (p, id));
INSERT INTO users (id, name, email, age, created) VALUES (${knownUser}, 'alice', 'alice@example.com', 33, '2024-02-29');
`;

export const eventValues = (types, i) => [
  types.Uuid.random(),
  `name ${i}`,
  `user${i}@example.com`,
  i % 100,
  new Date(1_700_000_000_000 + i),
];

export const wideValues = (types, i) => [
  types.Uuid.random(),
  `name ${i}`,
  `Grüße from row ${i}, which has a longer text than the others and one or two letters beyond ASCII`,
  i / 7,
  new Date(1_700_000_000_000 + i),
  ['fast', 'small', `tag${i % 10}`],
  [i, i + 1, i + 2, i + 3, i + 4],
  { color: 'blue', size: 'XL', batch: `b${i % 100}` },
  { street: `${i} Main Street`, city: 'Springfield', zip: 10_000 + (i % 90_000) },
  Buffer.alloc(64, i),
];

/** Checks the row: a client that returned incomplete rows would look fast. */
export const isWhole = ({ name, email, age, created }) =>
  name !== null && email !== null && age !== null && created !== null;

/** Checks the collections too, so that lazily decoded values are included in the cost. */
export const isWholeWide = ({ note, score, created, tags, readings, labels, address, payload }) =>
  note !== null &&
  score !== null &&
  created !== null &&
  tags.length === 3 &&
  readings.length === 5 &&
  labels.color === 'blue' &&
  address.city === 'Springfield' &&
  payload.length === 64;

/** Fills the partitions that scans read, in batches, through the stock driver. */
export async function loadTables(driverOptions, keyspace, counts, show) {
  const { default: driver } = await import('cassandra-driver');
  const client = new driver.Client({ ...driverOptions, keyspace });
  const values = { events: eventValues, wide: wideValues };
  const works = Object.entries(counts).flatMap(([table, count]) =>
    Array.from({ length: Math.ceil(count / rowsPerBatch) }, (_, batch) => ({
      query: loading[table],
      values: values[table],
      from: batch * rowsPerBatch,
      to: Math.min(count, (batch + 1) * rowsPerBatch),
    })),
  );
  let done = 0;
  const lane = async () => {
    while (done < works.length) {
      const { query, values, from, to } = works[done++];
      const batch = Array.from({ length: to - from }, (_, i) => ({ query, params: values(driver.types, from + i) }));
      await client.batch(batch, { prepare: true, logged: false });
      show(done, works.length);
    }
  };
  await Promise.all(Array.from({ length: 16 }, lane));
  await client.shutdown();
}
