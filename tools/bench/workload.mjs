// What both clients are asked to do, and the data it is done on.
export const rowsScanned = 100_000;
export const pageSize = 5_000;

export const queries = {
  read: 'SELECT * FROM users WHERE id = ?',
  insert: 'INSERT INTO events (p, id, name, email, age, created) VALUES (2, ?, ?, ?, ?, ?)',
  scan: 'SELECT * FROM events WHERE p = 1',
};

const columns = 'name text, email text, age int, created timestamp';

export const schema = `
CREATE TABLE users (id uuid PRIMARY KEY, ${columns});
CREATE TABLE events (p int, id uuid, ${columns}, PRIMARY KEY (p, id));
INSERT INTO users (id, name, email, age, created)
  VALUES (7d444840-9dc0-11d1-b245-5ffdce74fad2, 'alice', 'alice@example.com', 33, '2024-02-29');
`;

export const knownUser = '7d444840-9dc0-11d1-b245-5ffdce74fad2';

export const eventValues = (types, i) => [
  types.Uuid.random(),
  `name ${i}`,
  `user${i}@example.com`,
  i % 100,
  new Date(1_700_000_000_000 + i),
];

/** Each scenario names what one unit of it is, how many of them one round does, and how a client does them. */
export const scenarios = {
  read: {
    title: 'point read',
    units: 30_000,
    run: (client, { units, inFlight }) =>
      inLanes(units, inFlight, async () => {
        if (!isWhole(await client.read())) throw new Error('A row came back with holes');
      }),
  },
  insert: {
    title: 'insert',
    units: 30_000,
    run: (client, { units, inFlight }) => inLanes(units, inFlight, (i) => client.insert(i)),
  },
  whole: {
    title: 'scanned row, whole result',
    units: rowsScanned,
    run: async (client) => checkCount((await client.scanWhole()).filter(isWhole).length),
  },
  pages: {
    title: 'scanned row, by pages',
    units: rowsScanned,
    run: async (client) => {
      let rows = 0;
      await client.scanByPages((page) => {
        rows += page.filter(isWhole).length;
      });
      checkCount(rows);
    },
  },
  rows: {
    title: 'scanned row, for await',
    units: rowsScanned,
    run: async (client) => {
      let rows = 0;
      for await (const row of await client.scanByRows()) if (isWhole(row)) rows += 1;
      checkCount(rows);
    },
  },
};

/** A row with holes would make a fast client look good. */
const isWhole = ({ name, email, age, created }) => name !== null && email !== null && age !== null && created !== null;

function checkCount(rows) {
  if (rows !== rowsScanned) throw new Error(`A scan gave ${rows} whole rows, not ${rowsScanned}`);
}

async function inLanes(count, lanes, work) {
  let next = 0;
  const lane = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
