// The kinds of writes, each to its own places, so that the stored data shows the outcome of that one request.
import { BatchStatement, types } from '@async-cassandra/core';

const { consistencies } = types;

export const schema = [
  'CREATE TABLE lists (id bigint PRIMARY KEY, items list<bigint>)',
  'CREATE TABLE counts (id bigint PRIMARY KEY, hits counter)',
  'CREATE TABLE guarded (id bigint PRIMARY KEY, items list<bigint>, v int)',
  'CREATE TABLE registers (id bigint PRIMARY KEY, v bigint)',
];

const append = 'UPDATE lists SET items = items + ? WHERE id = ?';
const count = 'UPDATE counts SET hits = hits + 1 WHERE id = ?';
const plain = [
  consistencies.one,
  consistencies.quorum,
  consistencies.all,
  consistencies.three,
  consistencies.localQuorum,
];

const batchOf = (type, query) => (session, ids, options) => {
  const batch = new BatchStatement({ type });
  for (const id of ids) batch.add(query, query === append ? [[id], id] : [id]);
  return session.executeBatch(batch, options);
};

/** `places`: the number of partitions; `table`: the table to read; `times`: how often one execution adds to each. */
export const kinds = {
  'one partition': { table: 'lists', run: (session, [id], options) => session.execute(append, [[id], id], options) },
  'one partition, a text': {
    table: 'lists',
    run: (session, [id], options) =>
      session.execute(`UPDATE lists SET items = items + [${id}] WHERE id = ${id}`, [], options),
  },
  counter: { table: 'counts', run: (session, [id], options) => session.execute(count, [id], options) },
  '`UNLOGGED` batch, one partition': {
    table: 'lists',
    times: 2,
    run: (session, [id], options) => batchOf('unlogged', append)(session, [id, id], options),
  },
  '`UNLOGGED` batch, three partitions': { table: 'lists', places: 3, run: batchOf('unlogged', append) },
  '`COUNTER` batch, three partitions': { table: 'counts', places: 3, run: batchOf('counter', count) },
  '`LOGGED` batch, three partitions': { table: 'lists', places: 3, run: batchOf('logged', append) },
  '`IN`, three partitions': {
    table: 'lists',
    places: 3,
    run: (session, ids, options) =>
      session.execute('UPDATE lists SET items = items + ? WHERE id IN ?', [[ids[0]], ids], options),
  },
  '`IF`': {
    table: 'guarded',
    isConditional: true,
    run: (session, [id], options) =>
      session.execute('UPDATE guarded SET items = items + ?, v = 1 WHERE id = ? IF v = null', [[id], id], options),
  },
  'batch with `IF`': {
    table: 'guarded',
    isConditional: true,
    run: (session, [id], options) =>
      session.executeBatch(
        new BatchStatement()
          .add('UPDATE guarded SET v = 1 WHERE id = ? IF v = null', [id])
          .add('UPDATE guarded SET items = items + ? WHERE id = ?', [[id], id]),
        options,
      ),
  },
};

export const consistencyOf = () => plain[Math.floor(Math.random() * plain.length)];

/** Returns how often each place was written: the condition of a guarded place is met at most once, and its list has one entry for each execution. */
export async function timesFound(session, { table, times = 1, isConditional }, id) {
  const [column, consistency] =
    table === 'counts'
      ? ['hits', consistencies.all]
      : ['items', isConditional ? consistencies.serial : consistencies.all];
  const query = `SELECT ${column} FROM ${table} WHERE id = ?`;
  const value = (await session.execute(query, [id], { consistency })).one()?.[column] ?? 0;
  return (Array.isArray(value) ? value.length : Number(value)) / times;
}
