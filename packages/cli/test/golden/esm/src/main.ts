// One customer and her orders: by position and by name, in streams and scans, with conditions and user types.
import { AsyncCluster, types, type AsyncClusterOptions, type ParametersOf, type RowOf } from '@async-cassandra/core';

const { CLUSTER = '{}', KEYSPACE } = process.env;
await using cluster = new AsyncCluster(JSON.parse(CLUSTER) as AsyncClusterOptions);
const session = await cluster.connect(KEYSPACE, { timeoutMs: 600_000 });

const customerById = 'SELECT id, name, tags, home, balance FROM customers WHERE id = ?';
const ordersOf = `
  SELECT number AS nr, region, placed, amount, lines
  FROM orders
  WHERE customer = ?`;
type Customer = RowOf<typeof customerById>;
type Key = ParametersOf<typeof customerById>;

const id = '7d444840-9dc0-11d1-b245-5ffdce74fad2';
const key: Key = [id];
await session.execute(
  'INSERT INTO customers (id, name, tags, home, balance) VALUES (:id, :name, :tags, :home, :balance)',
  {
    id,
    name: 'Ada',
    tags: ['new', 'kind'],
    home: { city: 'London' },
    balance: '12.50',
  },
);
const insertOrder = await session.prepare(
  'INSERT INTO orders (customer, number, region, placed, amount, lines) VALUES (?, ?, ?, ?, ?, ?)',
);
await session.execute(insertOrder, [id, 1, 'north', 0, 5n, ['pen']]);
await session.execute(insertOrder.bind([id, 2, undefined, new Date(0), 7, null]));

const describe = ({ name, tags, home, balance }: Customer): string =>
  `${name ?? 'somebody'} ${(tags ?? []).join('+')} ${home?.city ?? 'nowhere'} ${home?.street ?? 'no street'} ${balance?.toString() ?? ''}`;
const customer = (await session.execute(customerById, key)).one();
console.log(customer === null ? 'nobody' : describe(customer));

for await (const { nr, region, placed, amount, lines } of await session.executeStream(ordersOf, [id])) {
  const sum: types.Long | null = amount;
  console.log(nr, region, placed?.getTime(), sum?.toString(), lines?.length);
}
for await (const row of session.scanTable('orders', { columns: ['number', 'amount'] })) {
  console.log('scanned', row.number, row.amount?.toString());
}
console.log('counted', String((await session.execute('SELECT count(*) FROM orders')).one()?.count));

const rename = 'UPDATE customers SET name = ? WHERE id = ? IF name = ?';
const outcome = (await session.execute(rename, ['Grace', id, 'Nobody'])).one();
if (outcome !== null && !outcome['[applied]']) console.log('is still', outcome.name);

/** What the compiler refuses. Never called. */
export async function refused(): Promise<void> {
  // @ts-expect-error the type of a parameter
  await session.execute(customerById, [5]);
  // @ts-expect-error one parameter too many
  await session.execute(customerById, [id, id]);
  // @ts-expect-error a key is never null
  await session.execute(customerById, [null]);
  // @ts-expect-error a name that the text does not have
  await session.execute(customerById, { key: id });
  // @ts-expect-error a parameter of a prepared statement
  insertOrder.bind([id, 'one', null, null, null, null]);
  // @ts-expect-error a column that a row does not have
  (await session.execute(customerById, [id])).one()?.nmae;
  // @ts-expect-error a column that a table does not have
  session.scanTable('orders', { columns: ['nubmer'] });
  // @ts-expect-error a field of a user type
  await session.execute('UPDATE customers SET home = ? WHERE id = ?', [{ town: 'London' }, id]);
}
