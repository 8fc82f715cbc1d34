// Responses that do not come to their own end: the client leaves, or the application does.
import { once } from 'node:events';
import { request as httpRequest, type ServerResponse } from 'node:http';
import { AsyncCassandraSession, type AsyncStreamingResultSet } from '@async-cassandra/core';
import { CqlStub, pages, type StubRule } from '@async-cassandra/testing';
import { Controller, Get, Logger } from '@nestjs/common';
import { Observable } from 'rxjs';
import { CassandraModule, NdjsonStream, type NdjsonSource } from '../src/index';
import { platforms, startHttpApp, type HttpApp } from './support/http-app';
import { LineReader } from './support/line-reader';

const query = 'SELECT a FROM t';

let stub: CqlStub;
let running: HttpApp;
/** How a source that waits for ever learns that it is not wanted. */
let whenUnwanted: Promise<string>;
let tellUnwanted: (by: string) => void;

@Controller()
class ExportController {
  constructor(private readonly session: AsyncCassandraSession) {}

  @Get('rows')
  @NdjsonStream()
  rows(): Promise<AsyncStreamingResultSet> {
    return this.session.executeStream(query);
  }

  @Get('end-like')
  @NdjsonStream()
  endLike(): object[] {
    return [
      { done: true, count: 1 },
      { error: { statusCode: 503 }, count: 1 },
      { '': 'end', done: true, count: 2 },
    ];
  }

  @Get('aborted-factory')
  @NdjsonStream()
  abortedFactory(): NdjsonSource {
    return async (signal) => {
      tellUnwanted('begun');
      await once(signal, 'abort');
      signal.throwIfAborted();
      return [];
    };
  }

  @Get('silent-observable')
  @NdjsonStream()
  silentObservable(): NdjsonSource {
    return () => new Observable(() => () => tellUnwanted('unsubscribed'));
  }

  @Get('silent-values')
  @NdjsonStream()
  silentValues(): NdjsonSource {
    return async function* (signal) {
      yield { a: 1 };
      await once(signal, 'abort');
      tellUnwanted('aborted');
      yield { a: 2 };
    };
  }

  @Get('hasty')
  @NdjsonStream({ maxWaiting: 100 })
  hasty(): NdjsonSource {
    return () =>
      new Observable((subscriber) => {
        for (let a = 0; a < 102 && !subscriber.closed; a++) subscriber.next({ a });
        tellUnwanted('unsubscribed');
      });
  }
}

/** Two pages; the second one is held back. */
function holdSecondPage(): StubRule {
  stub.when(query).reply(pages({ a: 'int' }, [[[0], [1]], [[2]], [[3]]]));
  return stub
    .when((request) => request.query === query && request.pagingState != null)
    .once()
    .hold()
    .reply(pages({ a: 'int' }, [[[0], [1]], [[2]], [[3]]]));
}

const sent = (): number => stub.executions.filter((request) => request.query === query).length;

/** The server's side of the request that comes next. */
async function nextRequest(): Promise<{ response: ServerResponse }> {
  const [, response] = (await once(running.app.getHttpServer() as NodeJS.EventEmitter, 'request')) as [
    unknown,
    ServerResponse,
  ];
  return { response };
}

describe.each(platforms)('@NdjsonStream with %s', (platform) => {
  beforeEach(async () => {
    Logger.overrideLogger(false);
    whenUnwanted = new Promise((resolve) => (tellUnwanted = resolve));
    stub = await CqlStub.start();
    const connection = CassandraModule.forRoot({ cluster: stub.clusterOptions() });
    running = await startHttpApp(platform, { imports: [connection], controllers: [ExportController] });
  });

  afterEach(async () => {
    await running[Symbol.asyncDispose]();
    await stub.close();
  });

  test('asks for nothing more when the client leaves while a page is on its way', async () => {
    const held = holdSecondPage();
    const begun = nextRequest();
    const client = await LineReader.open(`${running.url}/rows`);
    const { response } = await begun;
    await client.readTo(2);
    await held.received();
    client.leave();
    await once(response, 'close');
    held.release();
    await running.app.get(AsyncCassandraSession).execute('SELECT key FROM system.local');
    await running.app.close();
    expect(sent()).toBe(2);
  });

  test.each(['rows', 'silent-observable', 'silent-values', 'aborted-factory'])(
    'logs no error when the client of %s leaves',
    async (path) => {
      const logged: unknown[] = [];
      const log = (...what: unknown[]): void => void logged.push(what);
      Logger.overrideLogger({ log: () => {}, warn: () => {}, error: log, fatal: log });
      const held = holdSecondPage();
      const begun = nextRequest();
      const request = httpRequest(`${running.url}/${path}`, { agent: false }).end();
      request.on('error', () => {});
      const { response } = await begun;
      if (path === 'rows') await held.received();
      else if (path === 'aborted-factory') await whenUnwanted;
      else if (path === 'silent-values') await once(request, 'response');
      request.destroy();
      if (!response.closed) await once(response, 'close');
      held.release();
      await running.app.close();
      Logger.overrideLogger(false);
      expect(logged).toEqual([]);
    },
  );

  test('refuses a value that would be taken for the last line, and takes one that looks like an older one', async () => {
    const lines = (await (await fetch(`${running.url}/end-like`)).text()).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      { done: true, count: 1 },
      { error: { statusCode: 503 }, count: 1 },
      { '': 'end', error: { statusCode: 500, message: 'Internal server error' }, count: 2 },
    ]);
  });

  test.each(['silent-observable', 'silent-values'])('tells %s that the client has left', async (path) => {
    const begun = nextRequest();
    const request = httpRequest(`${running.url}/${path}`, { agent: false }).end();
    request.on('error', () => {});
    if (path === 'silent-values') await once(request, 'response');
    else await begun;
    request.destroy();
    expect(await whenUnwanted).toBe(path === 'silent-values' ? 'aborted' : 'unsubscribed');
  });

  test('ends with the shutdown, and says where to go on', async () => {
    const held = holdSecondPage();
    const client = await LineReader.open(`${running.url}/rows`);
    await client.readTo(2);
    await held.received();
    const closing = running.app.close();
    expect(await client.readTo(Infinity)).toBe(false);
    await closing;
    const end = JSON.parse(client.last) as { count: number; pagingState: string; rowsOfPage: number };
    expect(end).toMatchObject({ error: { statusCode: 503 }, count: 2, rowsOfPage: 0 });
    await stub.connectionsAre(0);
  });

  test('does not begin a response while the application shuts down', async () => {
    const path = 'silent-observable';
    const begun = nextRequest();
    const response = fetch(`${running.url}/${path}`);
    await begun;
    await running.app.close();
    expect((await response).status).toBe(503);
    expect(await whenUnwanted).toBe('unsubscribed');
  });

  test('ends an Observable that is faster than the client by more than is allowed', async () => {
    const text = await (await fetch(`${running.url}/hasty`)).text();
    const lines = text.trim().split('\n');
    expect(lines).toHaveLength(101);
    expect(JSON.parse(lines.at(-1)!)).toMatchObject({
      error: { statusCode: 503, reason: 'OverloadError' },
      count: 100,
    });
    expect(await whenUnwanted).toBe('unsubscribed');
  });

  test('reads nothing for a HEAD request', async () => {
    stub.when(query).reply(pages({ a: 'int' }, [[[0]], [[1]], [[2]], [[3]]]));
    const response = await fetch(`${running.url}/rows`, { method: 'HEAD' });
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/x-ndjson']);
    await running.app.close();
    expect(sent()).toBe(1);
  });
});
