// Code that must and code that must not compile: a prepared statement determines the type of its rows. Never executed.
import type { AsyncCassandraSession, AsyncResultSet, PreparedStatement, Row } from '@async-cassandra/core';
import { from, type Observable } from 'rxjs';
import { execute, executeEach, fromStream, mapRows, pages, rows, type ObservedPage } from '../src/index';

interface User {
  readonly id: number;
  readonly name: string;
}

declare const session: AsyncCassandraSession;
declare const users: PreparedStatement<User>;

export const fromPrepared: Observable<User> = rows(session, users);
export const fromBound: Observable<User> = rows(session, users.bind([]));
export const fromText: Observable<Row> = rows(session, 'SELECT id, name FROM users');
export const named: Observable<User> = rows<User>(session, 'SELECT id, name FROM users', { id: 1 }, { maxRows: 5 });
// @ts-expect-error a user has no age
rows(session, users).subscribe(({ age }) => age);
export const paged: Observable<ObservedPage<User>> = pages(session, users);
paged.subscribe(({ rows: [user], pagingState, pageNumber }) => [user?.name, pagingState?.length, pageNumber + 1]);

export const mapped: Observable<string> = mapRows(session, users, ({ name }) => [name]);
export const promised: Observable<string> = mapRows(session, users, async ({ name }, index) => name.repeat(index));
export const nested: Observable<Row> = mapRows(session, users, ({ id }) => rows(session, 'SELECT a FROM b', [id]));
// @ts-expect-error a row must be mapped to an input of an Observable
mapRows(session, users, ({ id }) => id);
// @ts-expect-error no such option
mapRows(session, users, ({ name }) => [name], { parallel: 3 });

export const result: Observable<AsyncResultSet<User>> = execute(session, users);
export const streamed: Observable<User> = fromStream(() => session.executeStream(users));
export const scanned: Observable<User> = fromStream(() => session.scanTable<User>('users'));

from([1, 2]).pipe(executeEach(session, 'INSERT INTO users (id) VALUES (?)', (id) => [id.toFixed()]));
// @ts-expect-error parameters are a list or an object
from([1, 2]).pipe(executeEach(session, 'INSERT INTO users (id) VALUES (?)', (id) => id));
