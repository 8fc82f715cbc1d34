// Strict settings: a literal text that is not known is an error, and everything else is as before. Nothing here runs.
import {
  BatchStatement,
  createStreamingStatement,
  SimpleStatement,
  type AsyncCassandraSession,
  type ExecutableStatement,
  type Session,
  type Uuid,
} from '@async-cassandra/core';

declare const session: Session;
declare const real: AsyncCassandraSession;
declare const id: Uuid;
declare const text: string;

const byId = 'SELECT id, name FROM typed.users WHERE id = ?';
const unknown = 'SELECT unknown FROM typed.users';

export async function known(): Promise<void> {
  use((await session.execute(byId, [id])).one()?.name satisfies string | null | undefined);
  use(await session.execute(await session.prepare(byId), [id]), await real.execute(byId, [id]));
  use(new BatchStatement().add(byId, [id]).addAll(byId, [[id]]), new SimpleStatement(byId));
  use(session.executeConcurrent(byId, [[id]]), session.executeConcurrent([[byId, [id]]]));
  use(session.scanTable('typed.users', { columns: ['id'] }), await session.countTable('typed.users'));
  // @ts-expect-error: the type of a parameter
  await session.execute(byId, [5]);
}

export async function notChecked(): Promise<void> {
  use((await session.execute<{ own: number }>(unknown)).one()?.own satisfies number | undefined);
  use(await session.execute(text, [1]), await session.prepare(text), await session.prepare<{ own: 1 }>(unknown));
  use(new SimpleStatement(text), new SimpleStatement<{ own: 1 }>(unknown), new BatchStatement().add(text, [1]));
  use(session.executeConcurrent(text, [[1]]), session.executeConcurrent([[text, [1]]]), await session.countTable(text));
  use(session.scanTable(text), session.scanTable<{ own: 1 }>('typed.unknown', { columns: ['own'] }));
  const any: ExecutableStatement[] = [unknown];
  for (const statement of any) use(await session.execute(statement, [1]));
}

export async function unknownTexts(): Promise<void> {
  // @ts-expect-error: not a known statement
  await session.execute(unknown);
  // @ts-expect-error: not a known statement
  await session.execute(`${unknown} WHERE id = ?`, [id]);
  // @ts-expect-error: not a known statement
  await session.executeStream(unknown);
  // @ts-expect-error: not a known statement
  await session.executePage(unknown);
  // @ts-expect-error: not a known statement
  await session.prepare(unknown);
  // @ts-expect-error: not a known statement
  session.executeConcurrent(unknown, [[]]);
  // @ts-expect-error: not a known statement
  session.executeConcurrent([[unknown]]);
  // @ts-expect-error: not a known statement
  new BatchStatement().add(unknown);
  // @ts-expect-error: not a known statement
  new BatchStatement().addAll(unknown, [[]]);
  // @ts-expect-error: not a known statement
  use(new SimpleStatement(unknown));
  // @ts-expect-error: not a known statement
  createStreamingStatement(unknown);
  // @ts-expect-error: not a known statement
  await real.execute(unknown);
  // @ts-expect-error: not a known table
  session.scanTable('typed.unknown');
  // @ts-expect-error: not a known table
  await session.countTable('typed.unknown');
}

declare function use(...values: unknown[]): void;
