// Known statements: each kind of mistake is an error where it stands. Nothing here runs.
import type { AsyncCassandraSession, AsyncResultSet, Long, PreparedStatement } from '@async-cassandra/core';
import { from, type Observable } from 'rxjs';
import { execute, executeEach, fromStream, mapRows, pages, rows } from '@async-cassandra/rxjs';

declare const session: AsyncCassandraSession;
declare const unknown: PreparedStatement<{ own: number }, [id: number]>;

const byId = 'SELECT id, name FROM typed.users WHERE id = ?';
const insert = 'INSERT INTO typed.users (id, name) VALUES (?, ?)';
const countUsers = 'SELECT count(*) FROM typed.users';

export const names: Observable<string | null> = mapRows(session, byId, ({ name }) => [name], { parameters: [1] });
export const counts: Observable<Long> = mapRows(session, countUsers, ({ count }) => [count]);
rows(session, byId, [1], { maxRows: 5 }).subscribe(({ name }) => name satisfies string | null);
rows(session, byId, { id: 1 }).subscribe(({ name }) => name satisfies string | null);
rows(session, countUsers).subscribe(({ count }) => count satisfies Long);
pages(session, byId, [1]).subscribe(({ rows: [user] }) => user?.name satisfies string | null | undefined);
execute(session, byId, [1]).subscribe((result) => result.one()?.name satisfies string | null | undefined);
from([1, 2])
  .pipe(executeEach(session, insert, (id) => [id, String(id)]))
  .subscribe();
fromStream(() => session.executeStream(byId, [1])).subscribe(({ name }) => name satisfies string | null);

// What is not known is as before.
rows(session, 'SELECT unknown', ['any']).subscribe((row) => row['any']);
rows<{ own: number }>(session, byId, ['any']).subscribe(({ own }) => own);
rows(session, unknown).subscribe(({ own }) => own);
mapRows(session, unknown, ({ own }) => [own], { parameters: [1], concurrency: 2 });
mapRows<number, { own: number }>(session, byId, ({ own }) => [own]);
export const executed: Observable<AsyncResultSet<{ own: number }>> = execute(session, unknown, [1]);

// @ts-expect-error: the type of a parameter
rows(session, byId, ['1']);
// @ts-expect-error: no parameters
rows(session, byId);
// @ts-expect-error: a column that the row does not have
rows(session, byId, [1]).subscribe(({ nam }) => nam);
// @ts-expect-error: one parameter too many
pages(session, byId, [1, 2]);
// @ts-expect-error: a column that the row does not have
pages(session, byId, [1]).subscribe(({ rows: [user] }) => user?.nam);
// @ts-expect-error: the type of a parameter by name
execute(session, byId, { id: '1' });
// @ts-expect-error: a column that the row does not have
execute(session, byId, [1]).subscribe((result) => result.one()?.nam);
// @ts-expect-error: a column that the row does not have
mapRows(session, byId, ({ nam }) => [nam], { parameters: [1] });
// @ts-expect-error: the type of a parameter
mapRows(session, byId, ({ name }) => [name], { parameters: ['1'] });
// @ts-expect-error: no parameters
mapRows(session, byId, ({ name }) => [name]);
// @ts-expect-error: options without the parameters
mapRows(session, byId, ({ name }) => [name], { concurrency: 2 });
// @ts-expect-error: the type of a parameter
from([1, 2]).pipe(executeEach(session, insert, (id) => [String(id), null]));
// @ts-expect-error: one parameter too few
from([1, 2]).pipe(executeEach(session, insert, (id) => [id]));
// @ts-expect-error: a prepared statement knows its parameters too
void session.prepare(byId).then((statement) => rows(session, statement, ['1']));
