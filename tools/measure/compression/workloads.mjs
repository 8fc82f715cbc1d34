// The workloads, run with and without compression. Each takes a session and does the same every time.
import { randomBytes } from 'node:crypto';
import { inLanes } from '../in-lanes.mjs';

export const schema = [
  'CREATE TABLE points (id int PRIMARY KEY, name text, score double)',
  'CREATE TABLE documents (id int, at int, content text, PRIMARY KEY (id, at))',
  'CREATE TABLE rows_of (bytes int, id int, content text, PRIMARY KEY ((bytes, id)))',
  'CREATE TABLE blobs (id int PRIMARY KEY, content blob)',
];

const words = 'device sensor reading status active humidity pressure celsius battery level region zone'.split(' ');

/** Returns a document as services store it: repeated names, varying values. */
function documentOf(seed) {
  const fields = Array.from({ length: 12 }, (_, i) => [
    `${words[(seed + i) % words.length]}_${i}`,
    i % 3 === 0 ? words[(seed * 7 + i) % words.length] : ((seed * 7919 + i * 104_729) % 1_000_003) / 97,
  ]);
  return JSON.stringify(Object.fromEntries(fields));
}

const documents = Array.from({ length: 1000 }, (_, seed) => documentOf(seed));
/** Returns a text of that many bytes, which compresses as JSON does. */
const textOf = (bytes, seed) =>
  Array.from({ length: Math.ceil(bytes / 250) }, (_, i) => documents[(seed + i * 31) % documents.length])
    .join('')
    .slice(0, bytes);
const sizes = [200, 4096];

const blobs = Array.from({ length: 50 }, () => randomBytes(4096));

export async function fill(session) {
  const point = await session.prepare('INSERT INTO points (id, name, score) VALUES (?, ?, ?)');
  await inLanes(1000, 64, (i) => session.execute(point, [i, `name ${i}`, i / 3]));
  const document = await session.prepare('INSERT INTO documents (id, at, content) VALUES (0, ?, ?)');
  await inLanes(1000, 64, (i) => session.execute(document, [i, documents[i]]));
  for (const bytes of sizes) await writeRows(session, bytes, 1000);
}

async function writeRows(session, bytes, count) {
  const insert = await session.prepare('INSERT INTO rows_of (bytes, id, content) VALUES (?, ?, ?)');
  const texts = Array.from({ length: 100 }, (_, seed) => textOf(bytes, seed));
  await inLanes(count, 64, (i) => session.execute(insert, [bytes, i % 1000, texts[i % texts.length]]));
  return count;
}

async function readRows(session, bytes, count) {
  const read = await session.prepare('SELECT content FROM rows_of WHERE bytes = ? AND id = ?');
  await inLanes(count, 64, (i) => session.execute(read, [bytes, i % 1000]));
  return count;
}

const bySize = sizes.flatMap((bytes) => [
  [`inserts of ${bytes} bytes of text, 64 at once`, (session) => writeRows(session, bytes, 5000)],
  [`reads of ${bytes} bytes of text, 64 at once`, (session) => readRows(session, bytes, 5000)],
]);

export const workloads = {
  ...Object.fromEntries(bySize),
  'point reads, one at a time': async (session) => {
    const read = await session.prepare('SELECT id, name, score FROM points WHERE id = ?');
    await inLanes(500, 1, (i) => session.execute(read, [i % 1000]));
    return 500;
  },
  'point reads, 128 at once': async (session) => {
    const read = await session.prepare('SELECT id, name, score FROM points WHERE id = ?');
    await inLanes(10_000, 128, (i) => session.execute(read, [i % 1000]));
    return 10_000;
  },
  'inserts of a JSON text of 0.3 kB, 128 at once': async (session) => {
    const insert = await session.prepare('INSERT INTO documents (id, at, content) VALUES (1, ?, ?)');
    await inLanes(5000, 128, (i) => session.execute(insert, [i % 1000, documents[i % 1000]]));
    return 5000;
  },
  'pages of 1,000 such texts': async (session) => {
    const read = await session.prepare('SELECT at, content FROM documents WHERE id = 0');
    await inLanes(50, 2, () => session.executePage(read, [], { fetchSize: 1000 }));
    return 50;
  },
  'inserts of 4 kB that cannot get smaller, 32 at once': async (session) => {
    const insert = await session.prepare('INSERT INTO blobs (id, content) VALUES (?, ?)');
    await inLanes(1000, 32, (i) => session.execute(insert, [i % 50, blobs[i % 50]]));
    return 1000;
  },
};
