// Who depends on `Session` takes any: the cluster's own, a wrapper of it, a fake.
import {
  ConnectionMonitor,
  RateLimitedSession,
  SessionWrapper,
  type AsyncCassandraSession,
  type AsyncResultSet,
  type Session,
} from '@async-cassandra/core';
import { FakeSession } from './fake-session';

declare const real: AsyncCassandraSession;

const limited = new RateLimitedSession(real, { maxConcurrent: 10 });
export const sessions: Session[] = [
  real,
  limited,
  new SessionWrapper(limited),
  new RateLimitedSession(new FakeSession()),
];
export const monitors = sessions.map((session) => new ConnectionMonitor(session));
export const metrics = limited.getMetrics().activeRequests;

// Rows keep their type on the way through.
export const result: Promise<AsyncResultSet<{ name: string }>> = sessions[0]!.execute<{ name: string }>('SELECT name');
export const scanned = limited.scanTable<{ id: number }>('items').pages();

// @ts-expect-error: a part of it is no session
export const part: Session = { keyspace: 'shop', isClosed: false };
