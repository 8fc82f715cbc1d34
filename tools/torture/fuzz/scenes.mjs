// The requests to the server: a scene is what one connection sends in one turn of the event loop after its handshake.
import { Execute, Options, Prepare, Query, Register } from '@async-cassandra/core/internal';

export const keyspace = 'fuzz_recording';

export const schema = `
DROP KEYSPACE IF EXISTS ${keyspace};
CREATE KEYSPACE ${keyspace} WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1};
USE ${keyspace};
CREATE TYPE address (street text, number int, tags set<text>);
CREATE TABLE natives (id int PRIMARY KEY, a ascii, b bigint, c blob, d boolean, e date, f decimal, g double, h duration, i float, j inet,
  k int, l smallint, m text, n time, o timestamp, p timeuuid, q tinyint, r uuid, s varchar, t varint);
CREATE TABLE nested (id int PRIMARY KEY, a list<text>, b set<int>, c map<text, frozen<list<bigint>>>, d frozen<address>, e tuple<int, text, uuid>,
  f vector<float, 3>, g vector<text, 2>, h map<int, frozen<map<text, frozen<set<inet>>>>>, i list<frozen<address>>);
CREATE TABLE counted (id int PRIMARY KEY, hits counter);
CREATE TABLE readings (sensor int, at int, value double, note text, PRIMARY KEY (sensor, at));
INSERT INTO natives (id, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t) VALUES (1, 'ascii', -9007199254740993, 0x00ff, true,
  '2024-02-29', -12345.6789, 2.5, 1mo2d3ns, 1.5, '2001:db8::1', -1, -2, 'größe', '13:14:15.123456789', '2024-02-29T01:02:03.004Z',
  50554d6e-29bb-11e5-b345-feff819cdc9f, -3, 123e4567-e89b-42d3-a456-426614174000, 'varchar', 123456789012345678901234567890);
INSERT INTO natives (id) VALUES (2);
INSERT INTO natives (id, a, c, m) VALUES (3, '', 0x, '');
INSERT INTO nested (id, a, b, c, d, e, f, g, h, i) VALUES (1, ['a', 'b', ''], {1, 2, 3}, {'x': [1, 2], 'y': []},
  {street: 'Main Street', number: 7, tags: {'home', 'work'}}, (1, 'one', 123e4567-e89b-42d3-a456-426614174000), [1, 2, 3], ['v', 'w'],
  {1: {'k': {'127.0.0.1', '::1'}}}, [{street: 'Side Street', number: null, tags: null}]);
INSERT INTO nested (id, e) VALUES (2, (1, null, null));
UPDATE counted SET hits = hits + 42 WHERE id = 1;
`;

/** Together enough for an answer that spans several segments, with few enough words for a small recording. */
const words = [
  'north',
  'south',
  'east',
  'west',
  'calm',
  'wind',
  'rain',
  'snow',
  'ice',
  'fog',
  'hail',
  'dew',
  'frost',
  'sun',
  'cloud',
  'storm',
];
const noteOf = (at) => Array.from({ length: 50 }, (_, i) => words[(at * at + 3 * i * i + i) % 16]).join(' ');
const insertReading = (at) =>
  `INSERT INTO readings (sensor, at, value, note) VALUES (1, ${at}, ${at / 4}, '${noteOf(at)}');`;
export const rows = Array.from({ length: 12 }, (_, batch) => {
  const inserts = Array.from({ length: 50 }, (__, i) => insertReading(batch * 50 + i));
  return `BEGIN UNLOGGED BATCH ${inserts.join(' ')} APPLY BATCH;`;
}).join('\n');

const ask = (text, parameters) => new Query(text, { consistency: 1, keyspace, ...parameters });
const execute = ({ id, resultMetadataId }) =>
  new Execute(Buffer.from(id, 'hex'), Buffer.from(resultMetadataId, 'hex'), { consistency: 1, skipMetadata: true });

export const preparedText = 'SELECT at, value, note FROM readings WHERE sensor = 1 LIMIT 20';
const manyRows = 'SELECT * FROM readings WHERE sensor = 1';
const pipelined = [
  'SELECT * FROM natives',
  'SELECT * FROM nowhere',
  'SELECT hits FROM counted',
  'SELEC',
  "UPDATE readings SET note = 'x' WHERE sensor = 9 AND at = 1",
];

/** Each returns its requests; `prepared` has the ids of the recording. `flags` are the envelopes' flags, `events` is the number of events that follow. */
export const scenes = {
  options: { requests: () => [new Options()] },
  natives: { requests: () => [ask('SELECT * FROM natives')] },
  nested: { requests: () => [ask('SELECT * FROM nested')] },
  counter: { requests: () => [ask('SELECT * FROM counted')] },
  page: { requests: () => [ask(manyRows, { pageSize: 15 })] },
  manySegments: { requests: () => [ask(manyRows)] },
  prepare: { requests: () => [new Prepare(preparedText, keyspace)] },
  execute: { requests: (prepared) => [execute(prepared)], columnsFrom: 'prepare' },
  metadataChanged: { requests: (prepared) => [execute({ ...prepared, resultMetadataId: '00'.repeat(16) })] },
  unprepared: { requests: (prepared) => [execute({ ...prepared, id: 'ff'.repeat(16) })] },
  pipelined: { requests: () => Array.from({ length: 30 }, (_, i) => ask(pipelined[i % pipelined.length])) },
  schemaChange: {
    requests: () => [new Register(['SCHEMA_CHANGE']), ask('CREATE TABLE IF NOT EXISTS fresh (id int PRIMARY KEY)')],
    events: 1,
  },
  alreadyExists: { requests: () => [ask('CREATE TABLE readings (id int PRIMARY KEY)')] },
  traced: { requests: () => [ask('SELECT count(*) FROM readings')], flags: 0x02 },
};
