// Code that must and code that must not compile.
import type { AsyncCassandraSession, AsyncStreamingResultSet } from '@async-cassandra/core';
import { of, type Observable } from 'rxjs';
import { NdjsonStream, type NdjsonSource } from '../src/index';

declare const session: AsyncCassandraSession;

export class Handlers {
  @NdjsonStream()
  stream(): Promise<AsyncStreamingResultSet<{ a: number }>> {
    return session.executeStream<{ a: number }>('SELECT a FROM t');
  }

  @NdjsonStream({ maxWaiting: 10 })
  scan(table: string) {
    return session.scanTable(table);
  }

  @NdjsonStream()
  observable(): NdjsonSource {
    return () => of({ a: 1 });
  }

  @NdjsonStream()
  async *values(): AsyncGenerator<object> {
    yield { a: await Promise.resolve(1) };
  }

  // @ts-expect-error Nest would subscribe to it itself, and send its last value
  @NdjsonStream()
  subscribed(): Observable<object> {
    return of({ a: 1 });
  }

  // @ts-expect-error one value is no stream
  @NdjsonStream()
  value(): { a: number } {
    return { a: 1 };
  }

  // @ts-expect-error a text would be sent letter by letter
  @NdjsonStream()
  text(): string {
    return 'a';
  }
}
