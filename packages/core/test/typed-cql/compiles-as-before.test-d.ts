// Beside known statements, everything else compiles as it did before. Nothing here runs.
import {
  AsyncResultSet,
  RateLimitedSession,
  SessionWrapper,
  SimpleStatement,
  type AsyncCassandraSession,
  type AsyncStreamingResultSet,
  type ConcurrentOptions,
  type ConcurrentOutcome,
  type CountOptions,
  type ExecutableStatement,
  type ExecuteOptions,
  type Page,
  type PreparedStatement,
  type PrepareOptions,
  type Row,
  type ScanOptions,
  type Session,
  type Some,
  type StatementCall,
  type StatementParameters,
  type StreamOptions,
  type TableScan,
} from '@async-cassandra/core';

declare const session: Session;
declare const real: AsyncCassandraSession;
declare const text: string;
declare const values: unknown[];
const byId = 'SELECT id, name FROM typed.users WHERE id = ?';

interface User {
  readonly name: string;
}

// A text that is not known, a text that is not literal, and an explicit type of the rows.
export async function anyText(): Promise<void> {
  use((await session.execute('SELECT unknown', values)).one()?.['name'], await session.execute('SELECT unknown'));
  use((await session.execute(text, { any: 1 })).one()?.['name']);
  use((await session.execute<User>(byId, values)).one()?.name satisfies string | undefined);
  use((await session.execute<User, [number]>(byId, [5])).one()?.name satisfies string | undefined);
  const annotated: AsyncResultSet<User> = await session.execute('SELECT unknown', values);
  const prepared: PreparedStatement<User, [id: number]> = await session.prepare('SELECT unknown');
  use(annotated, await session.execute(prepared, [5]), await session.execute(prepared), prepared.bind());
  use((await real.execute<User>(byId, [5])).one()?.name, (await real.execute('SELECT unknown')).one()?.['name']);
  // @ts-expect-error: a hand-written type of parameters is checked, as before
  await session.execute(prepared, ['5']);
}

// Variables that hold one statement after the other.
export async function reassigned(): Promise<void> {
  let simple = new SimpleStatement('SELECT unknown');
  simple = new SimpleStatement('SELECT another');
  let prepared = await session.prepare('SELECT unknown');
  prepared = await session.prepare('SELECT another');
  let untyped: PreparedStatement = await session.prepare(byId);
  untyped = prepared;
  const list: ExecutableStatement[] = [byId, simple, prepared, untyped];
  for (const statement of list) await session.execute(statement, values);
  const calls: StatementCall<User>[] = [['SELECT unknown', [1]], [byId]];
  for await (const { result } of session.executeConcurrent(calls))
    use(result?.one()?.name satisfies string | undefined);
}

// Functions of an application around a session.
export function find<R>(
  statement: ExecutableStatement<R>,
  parameters?: StatementParameters,
): Promise<AsyncResultSet<R>> {
  return session.execute(statement, parameters);
}
export function findByText<R>(query: string, parameters: unknown[]): Promise<AsyncResultSet<R>> {
  return session.execute<R>(query, parameters);
}
export function findPrepared<R, P extends StatementParameters>(query: PreparedStatement<R, P>, parameters: P) {
  return session.execute(query.bind(parameters));
}
export const passedOn = (...call: Parameters<Session['execute']>): unknown => session.execute(...call);

/** Overrides with one signature for any text. */
export class LoggedSession extends SessionWrapper {
  override execute<R = Row, P extends StatementParameters = StatementParameters>(
    statement: ExecutableStatement<R, P>,
    parameters?: NoInfer<P>,
    options?: ExecuteOptions,
  ): Promise<AsyncResultSet<R>> {
    return super.execute(statement, parameters, options);
  }
  override async executeStream<R = Row>(
    statement: ExecutableStatement<R>,
    parameters?: StatementParameters,
    options?: StreamOptions,
  ): Promise<AsyncStreamingResultSet<R>> {
    return super.executeStream<R>(statement, parameters, options);
  }
  override executePage<R>(...call: unknown[]): Promise<Page<R>> {
    throw new Error(String(call));
  }
  override prepare<R = Row, P extends StatementParameters = StatementParameters>(
    query: string,
    options?: PrepareOptions,
  ): Promise<PreparedStatement<R, P>> {
    return super.prepare<R, P>(query, options);
  }
  override executeConcurrent<R = Row, P extends StatementParameters = StatementParameters>(
    statement: ExecutableStatement<R, P>,
    parameters: Some<NoInfer<P>>,
    options?: ConcurrentOptions,
  ): AsyncIterableIterator<ConcurrentOutcome<R>, undefined>;
  override executeConcurrent<R = Row>(
    statements: Some<StatementCall<R>>,
    options?: ConcurrentOptions,
  ): AsyncIterableIterator<ConcurrentOutcome<R>, undefined>;
  override executeConcurrent(...call: unknown[]): never {
    throw new Error(String(call));
  }
  override scanTable<R = Row>(table: string, options?: ScanOptions): TableScan<R> {
    return super.scanTable<R>(table, options);
  }
  override countTable(table: string, options?: CountOptions): Promise<number> {
    return super.countTable(table, options);
  }
}
export class LimitedSession extends RateLimitedSession {
  override async prepare<R>(query: string): Promise<PreparedStatement<R>> {
    return super.prepare<R>(query);
  }
}

// Fakes of a test, without types of their own.
export const fake: Pick<Session, 'execute' | 'prepare' | 'executePage'> = {
  execute: async (statement, parameters) => AsyncResultSet.of<never>(use(statement, parameters) as never),
  prepare: async (query) => session.prepare(query) as never,
  executePage: (statement, _parameters, options) => use(statement, options) as never,
};

// A wrapped session knows statements too.
export async function wrapped(): Promise<void> {
  const limited = new RateLimitedSession(real);
  use((await limited.execute(byId, ['id'])).one()?.name satisfies string | null | undefined);
  use((await real.execute(byId, ['id'])).one()?.name satisfies string | null | undefined);
  use((await limited.prepare(byId)).bind(['id']));
  // @ts-expect-error: the type of a parameter
  await limited.execute(byId, [5]);
  // @ts-expect-error: the type of a parameter
  await real.execute(byId, [5]);
  // @ts-expect-error: the type of a parameter
  (await limited.prepare(byId)).bind([5]);
}

declare function use(...values: unknown[]): unknown;
