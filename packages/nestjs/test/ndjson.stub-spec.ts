import { AsyncCassandraSession, type AsyncStreamingResultSet, type StreamPosition } from '@async-cassandra/core';
import { CqlStub, pages as stubPages, serverError } from '@async-cassandra/testing';
import { Controller, Get, Header, HttpCode } from '@nestjs/common';
import { Observable, of, throwError } from 'rxjs';
import { CassandraExceptionFilter, CassandraModule, CassandraSerializerInterceptor, NdjsonStream } from '../src/index';
import { platforms, startHttpApp, type HttpApp } from './support/http-app';

const query = 'SELECT a FROM t';

/** Pages of `size` rows: [0, 1, ...], [size, ...], ... */
const pagesOf = (count: number, size: number): number[][][] =>
  Array.from({ length: count }, (_, page) => Array.from({ length: size }, (_, row) => [page * size + row]));

@Controller()
class ExportController {
  constructor(private readonly session: AsyncCassandraSession) {}

  @Get('rows')
  @NdjsonStream()
  rows(): Promise<AsyncStreamingResultSet> {
    return this.session.executeStream(query);
  }

  @Get('iterable')
  @NdjsonStream()
  async *iterable(): AsyncGenerator<object> {
    for await (const row of await this.session.executeStream(query)) yield { twice: (row.a as number) * 2 };
  }

  @Get('array')
  @HttpCode(202)
  @Header('X-Kind', 'array')
  @NdjsonStream()
  array(): object[] {
    return [{ big: 2n ** 63n }, { bytes: Buffer.from('abc') }];
  }

  @Get('observable')
  @NdjsonStream()
  observable(): () => Observable<object> {
    return () => of({ a: 1 }, { a: 2 });
  }

  @Get('failing-observable')
  @NdjsonStream()
  failing(): () => Observable<object> {
    return () =>
      new Observable((subscriber) => {
        subscriber.next({ a: 1 });
        subscriber.error(new Error('a secret'));
      });
  }

  @Get('broken-observable')
  @NdjsonStream()
  broken(): () => Observable<never> {
    return () => throwError(() => new Error('a secret'));
  }
}

let stub: CqlStub;
let running: HttpApp;

afterEach(async () => {
  await running[Symbol.asyncDispose]();
  await stub.close();
});

async function get(path: string): Promise<{ status: number; type: string | null; lines: unknown[]; headers: Headers }> {
  const response = await fetch(`${running.url}/${path}`);
  const text = await response.text();
  const lines = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
  return { status: response.status, type: response.headers.get('content-type'), lines, headers: response.headers };
}

describe.each(platforms)('@NdjsonStream with %s', (platform) => {
  beforeEach(async () => {
    stub = await CqlStub.start();
    running = await startHttpApp(
      platform,
      { imports: [CassandraModule.forRoot({ cluster: stub.clusterOptions() })], controllers: [ExportController] },
      (app) => {
        app.useGlobalFilters(new CassandraExceptionFilter());
        app.useGlobalInterceptors(new CassandraSerializerInterceptor());
      },
    );
  });

  test('sends the rows of a stream, past empty pages, and says that it is done', async () => {
    stub.when(query).reply(stubPages({ a: 'int' }, [[], [[0], [1]], [], [[2]], []]));
    const { status, type, lines } = await get('rows');
    expect([status, type]).toEqual([200, 'application/x-ndjson']);
    expect(lines).toEqual([{ a: 0 }, { a: 1 }, { a: 2 }, { '': 'end', done: true, count: 3 }]);
  });

  test('sends the values of an async generator', async () => {
    stub.when(query).reply(stubPages({ a: 'int' }, pagesOf(2, 2)));
    expect((await get('iterable')).lines).toEqual([
      { twice: 0 },
      { twice: 2 },
      { twice: 4 },
      { twice: 6 },
      { '': 'end', done: true, count: 4 },
    ]);
  });

  test('keeps the status and the headers of the handler, and writes CQL values as JSON', async () => {
    const { status, headers, lines } = await get('array');
    expect([status, headers.get('x-kind')]).toEqual([202, 'array']);
    expect(lines).toEqual([{ big: '9223372036854775808' }, { bytes: 'YWJj' }, { '': 'end', done: true, count: 2 }]);
  });

  test('sends the values of an Observable', async () => {
    expect((await get('observable')).lines).toEqual([{ a: 1 }, { a: 2 }, { '': 'end', done: true, count: 2 }]);
  });

  test('says in the last line that there was an error, and not which', async () => {
    expect((await get('failing-observable')).lines).toEqual([
      { a: 1 },
      { '': 'end', error: { statusCode: 500, message: 'Internal server error' }, count: 1 },
    ]);
  });

  test('answers an error before the first value with its status', async () => {
    expect(await get('broken-observable')).toMatchObject({ status: 500, lines: [{ statusCode: 500 }] });
    stub.when(query).reply(serverError.unavailable());
    expect(await get('rows')).toMatchObject({ status: 503, lines: [{ reason: 'UnavailableError' }] });
  });

  test('says after which row a stream has failed, and where to go on', async () => {
    stub.when(query).reply(stubPages({ a: 'int' }, pagesOf(3, 2)));
    stub.when((request) => request.query === query && request.pagingState != null).reply(serverError.overloaded());
    const { lines } = await get('rows');
    expect(lines).toEqual([
      { a: 0 },
      { a: 1 },
      {
        '': 'end',
        error: { statusCode: 503, message: expect.any(String), reason: 'OverloadedError' },
        count: 2,
        pagingState: expect.any(String),
        rowsOfPage: 0,
        fingerprint: expect.any(String),
      },
    ]);
    stub.when(query).reply(stubPages({ a: 'int' }, pagesOf(3, 2)));
    stub
      .when((request) => request.query === query && request.pagingState != null)
      .reply(stubPages({ a: 'int' }, pagesOf(3, 2)));
    const session = running.app.get(AsyncCassandraSession);
    const rest: unknown[] = [];
    for await (const { a } of await session.executeStream(query, [], { resume: lines[2] as StreamPosition }))
      rest.push(a);
    expect(rest).toEqual([2, 3, 4, 5]);
  });
});
