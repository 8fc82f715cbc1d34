// Known statements: each kind of mistake is an error where it stands. Nothing here runs.
import {
  BatchStatement,
  createStreamingStatement,
  SimpleStatement,
  type Long,
  type PreparedStatement,
  type Row,
  type Session,
  type Uuid,
} from '@async-cassandra/core';

declare const session: Session;
declare const id: Uuid;

const table = 'typed.users';
const byId = 'SELECT id, name FROM typed.users WHERE id = ?';
const insert = 'INSERT INTO typed.users (id, name, address) VALUES (:id, :fullName, :address)';
const rename = "UPDATE typed.users SET name = ? WHERE id = ? IF name = 'Ada'";
const countUsers = 'SELECT count(*) FROM typed.users';

export async function execute(): Promise<void> {
  const user = (await session.execute(byId, [id])).one();
  use(user?.id satisfies Uuid | undefined, user?.name satisfies string | null | undefined);
  await session.execute(byId, { id });
  await session.execute(byId, [String(id)], { fetchSize: 10 });
  await session.execute(insert, { id, fullName: null, address: { street: 'Main' } });
  await session.execute(insert, [id, undefined, null]);
  await session.execute('DELETE FROM typed.users WHERE id IN (?, ?)', [id, id]);

  // @ts-expect-error: the type of a parameter by position
  await session.execute(byId, [5]);
  // @ts-expect-error: the type of a parameter by name
  await session.execute(byId, { id: 5 });
  // @ts-expect-error: one parameter too many
  await session.execute(byId, [id, 5]);
  // @ts-expect-error: one parameter too few
  await session.execute(insert, [id, 'Ada']);
  // @ts-expect-error: no parameter
  await session.execute(byId, []);
  // @ts-expect-error: no parameters
  await session.execute(byId);
  // @ts-expect-error: parameters left out before the options
  await session.execute(byId, undefined, { fetchSize: 10 });
  // @ts-expect-error: a name that is missing
  await session.execute(insert, { id, address: null });
  // @ts-expect-error: a name that the statement does not have
  await session.execute(byId, { id, nam: 'Ada' });
  // @ts-expect-error: a key column is never null
  await session.execute(byId, [null]);
  // @ts-expect-error: a key column is never left unset
  await session.execute(byId, { id: undefined });
  // @ts-expect-error: the order of the parameters
  await session.execute(rename, [id, 5]);
  // @ts-expect-error: a field of a user type
  await session.execute(insert, { id, fullName: null, address: { street: 5 } });
  // @ts-expect-error: values that were not checked
  await session.execute(byId, [] as unknown[]);
  // @ts-expect-error: an option of the call
  await session.execute(byId, [id], { fetchSize: '10' });
  // @ts-expect-error: a column that the row does not have
  use(user?.nam);
  // @ts-expect-error: the type of a column
  use(user?.id satisfies number | undefined);
  // @ts-expect-error: a column may be null
  use((await session.execute(byId, [id])).rows.map(({ name }) => name.length));
}

export async function withoutParameters(): Promise<void> {
  const count: Long | undefined = (await session.execute(countUsers)).one()?.count;
  await session.execute(countUsers, [], { fetchSize: 10 });
  await session.execute(countUsers, undefined, { fetchSize: 10 });
  use(count);
  // @ts-expect-error: it has no parameter
  await session.execute(countUsers, [1]);
}

export async function writes(): Promise<void> {
  const nothing: null = (await session.execute(insert, [id, null, null])).one();
  use(nothing);
  // @ts-expect-error: a write returns no rows
  use((await session.execute(insert, [id, null, null])).one()?.name);

  const outcome = (await session.execute(rename, ['Eve', id])).one()!;
  if (outcome['[applied]']) {
    // @ts-expect-error: what was applied has no other columns
    use(outcome.name);
  } else {
    use(outcome.name satisfies string | null | undefined);
    // @ts-expect-error: the row may not have existed
    use(outcome.name satisfies string | null);
  }
}

export async function streamsAndPages(): Promise<void> {
  for await (const { name } of await session.executeStream(byId, [id], { streamConfig: { fetchSize: 10 } })) {
    use(name satisfies string | null);
  }
  for await (const user of await session.executeStream(createStreamingStatement(byId), [id])) use(user.name);
  use((await session.executePage(byId, { id })).rows[0]?.name satisfies string | null | undefined);
  // @ts-expect-error: the type of a parameter
  await session.executeStream(byId, [5]);
  // @ts-expect-error: no parameters
  await session.executeStream(byId);
  // @ts-expect-error: the type of a parameter
  await session.executeStream(createStreamingStatement(byId), [5]);
  // @ts-expect-error: a column that the row does not have
  for await (const user of await session.executeStream(byId, [id])) use(user.nam);
  // @ts-expect-error: the type of a parameter
  await session.executePage(byId, { id: 5 });
  // @ts-expect-error: a column that the row does not have
  use((await session.executePage(byId, { id })).rows[0]?.nam);
}

export async function prepared(): Promise<void> {
  const statement = await session.prepare(byId);
  use((await session.execute(statement, [id])).one()?.name satisfies string | null | undefined);
  use((await session.execute(statement.bind([id]))).one()?.name satisfies string | null | undefined);
  const typed: PreparedStatement<{ readonly name: string | null }> = statement;
  const untyped: PreparedStatement = statement;
  use(typed, untyped);
  // @ts-expect-error: the type of a parameter
  await session.execute(statement, [5]);
  // @ts-expect-error: no parameters
  await session.execute(statement);
  // @ts-expect-error: the type of a parameter
  statement.bind([5]);
  // @ts-expect-error: no parameters
  statement.bind();
  // @ts-expect-error: a column that the row does not have
  use((await session.execute(statement, [id])).one()?.nam);
  // @ts-expect-error: a column that the row does not have
  use((await session.execute(statement.bind([id]))).one()?.nam);
  // @ts-expect-error: the rows of another statement
  const other: PreparedStatement<{ readonly count: Long }> = statement;
  use(other);
}

export async function simple(): Promise<void> {
  const statement = new SimpleStatement(byId, { isIdempotent: true });
  use((await session.execute(statement, [id])).one()?.name satisfies string | null | undefined);
  // @ts-expect-error: the type of a parameter
  await session.execute(statement, [5]);
  // @ts-expect-error: no parameters
  await session.execute(statement);
  // @ts-expect-error: a column that the row does not have
  use((await session.execute(statement, [id])).one()?.nam);
  // @ts-expect-error: an option of the statement
  use(new SimpleStatement(byId, { isIdempotent: 'yes' }));
}

export async function batch(): Promise<void> {
  const statement = await session.prepare(insert);
  const values = { id, fullName: 'Ada', address: null };
  new BatchStatement()
    .add(insert, values)
    .add(insert, [id, null, null])
    .add(statement, values)
    .add(statement.bind(values))
    .add(new SimpleStatement(insert), values)
    .add('INSERT INTO unknown (id) VALUES (?)', [1])
    .addAll(insert, [values, [id, null, null]])
    .addAll(statement, [values]);
  // @ts-expect-error: the type of a parameter
  new BatchStatement().add(insert, [5, null, null]);
  // @ts-expect-error: no parameters
  new BatchStatement().add(insert);
  // @ts-expect-error: a name that is missing
  new BatchStatement().add(insert, { id });
  // @ts-expect-error: the type of a parameter of a prepared statement
  new BatchStatement().add(statement, [5, null, null]);
  // @ts-expect-error: the type of a parameter of a simple statement
  new BatchStatement().add(new SimpleStatement(insert), [5, null, null]);
  // @ts-expect-error: the type of a parameter in a list
  new BatchStatement().addAll(insert, [[5, null, null]]);
  // @ts-expect-error: the type of a parameter in a list for a prepared statement
  new BatchStatement().addAll(statement, [[5, null, null]]);
}

export async function concurrent(): Promise<void> {
  for await (const { result } of session.executeConcurrent(byId, [[id], { id }])) {
    use(result?.one()?.name satisfies string | null | undefined);
    // @ts-expect-error: a column that the row does not have
    use(result?.one()?.nam);
  }
  // @ts-expect-error: the type of a parameter
  session.executeConcurrent(byId, [[5]]);
  // @ts-expect-error: the type of a parameter of a prepared statement
  session.executeConcurrent(await session.prepare(byId), [[5]]);

  for await (const { result } of session.executeConcurrent([[byId, [id]], [countUsers], ['SELECT unknown', [1]]])) {
    use(result?.one());
  }
  for await (const { result } of session.executeConcurrent([[byId, [id]]])) {
    use(result?.one()?.name satisfies string | null | undefined);
  }
  // @ts-expect-error: the type of a parameter in a list of statements
  session.executeConcurrent([[byId, [5]]]);
  // @ts-expect-error: the parameters of another statement
  session.executeConcurrent([
    [byId, [id]],
    [insert, [id]],
  ]);
  // @ts-expect-error: no parameters in a list of statements
  session.executeConcurrent([[byId]]);
}

export async function tables(): Promise<void> {
  for await (const user of session.scanTable('typed.users'))
    use(user.address?.street satisfies string | null | undefined);
  for await (const user of session.scanTable(table, { columns: ['id', 'name'], concurrency: 2 })) {
    use(user.name satisfies string | null);
    // @ts-expect-error: a column that was not selected
    use(user.address);
  }
  for await (const user of session.scanTable<{ own: number }>('typed.users', { columns: ['own'] })) use(user.own);
  for await (const row of session.scanTable('typed.unknown', { columns: ['any'] })) use(row['any']);
  await session.countTable(table, { where: "name = 'Ada'" });
  // @ts-expect-error: a column that the table does not have
  session.scanTable(table, { columns: ['id', 'nam'] });
  // @ts-expect-error: a column that the table does not have
  for await (const user of session.scanTable(table)) use(user.nam);
  // @ts-expect-error: an option of the scan
  session.scanTable(table, { columns: ['id'], concurrency: 'two' });
}

// Texts over several lines, and templates whose holes are constants, are literal texts too.
export async function otherTexts(): Promise<void> {
  const documents = await session.execute(`SELECT id, keys
    FROM typed.documents`);
  use(documents.one()?.keys satisfies readonly string[] | null | undefined);
  const users = await session.execute(`SELECT id, name FROM ${table} WHERE id = ?`, [id]);
  use(users.one()?.name satisfies string | null | undefined);
  // @ts-expect-error: the type of a parameter
  await session.execute(`SELECT id, name FROM ${table} WHERE id = ?`, [5]);
}

// A row has the methods of a row, as long as no column hides them.
export async function methods(): Promise<void> {
  const user = (await session.execute(byId, [id])).one()!;
  const row: Row = user;
  use(row, user.get('name'), user.keys(), [...user]);
  const document = (await session.execute('SELECT id, keys\n    FROM typed.documents')).one()!;
  use(document.keys satisfies readonly string[] | null, document.values());
}

declare function use(...values: unknown[]): void;
