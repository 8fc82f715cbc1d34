import { CqlStub, pages } from '@async-cassandra/testing';
import { AppProcess } from './support/app-process';
import { platforms } from './support/http-app';
import { LineReader } from './support/line-reader';

const query = 'SELECT n, text FROM big';
const pageCount = 300;
const rowsOfPage = 1000;
const allowedGrowth = 8 * 1024 * 1024;

let stub: CqlStub;
let app: AppProcess;
/** What the tests before have asked for. */
let askedBefore = 0;

/** Many rows of 100 bytes. The same text for all, so that the stub has little to do. */
async function serveRows(): Promise<void> {
  stub = await CqlStub.start();
  const text = Buffer.alloc(80, 'x');
  const page = Array.from({ length: rowsOfPage }, (_, n) => [n, text]);
  const columns = { n: 'int', text: 'text' } as const;
  stub.when(query).reply(pages(columns, (pageNumber) => (pageNumber < pageCount ? page : undefined)));
}

const pagesAsked = (): number => stub.executions.filter((request) => request.query === query).length - askedBefore;
const heapUsed = async (): Promise<number> => (await fetch(`${app.url}/heap`)).json() as Promise<number>;

/** What is asked for when nothing more is, after many turns of the event loop on both sides. */
async function settledPages(): Promise<number> {
  for (let asked = -1, quiet = 0; ;) {
    await (await fetch(`${app.url}/nothing`)).text();
    quiet = pagesAsked() === asked ? quiet + 1 : 0;
    asked = pagesAsked();
    if (quiet === 20) return asked;
  }
}

describe.each(platforms)('a response of 300,000 lines with %s', (platform) => {
  beforeAll(async () => {
    await serveRows();
    app = await AppProcess.start('export-app', { platform, cluster: stub.clusterOptions(), query, shutdown: 'own' });
  });

  beforeEach(() => {
    askedBefore = 0;
    askedBefore = pagesAsked();
  });

  afterAll(async () => {
    await app[Symbol.asyncDispose]();
    await stub.close();
  });

  test('is read from Cassandra as its client reads it, in a heap that stays as it is', async () => {
    const before = await heapUsed();
    const client = await LineReader.open(`${app.url}/rows`);
    await client.readTo(1000);
    const asked = await settledPages();
    expect(asked).toBeLessThan(pageCount / 4);
    const heaps = [await heapUsed()];
    for (const part of [0.25, 0.5, 0.75]) {
      await client.readTo(part * pageCount * rowsOfPage);
      heaps.push(await heapUsed());
    }
    expect(await client.readTo(Infinity)).toBe(false);
    expect(client.last).toBe(JSON.stringify({ '': 'end', done: true, count: pageCount * rowsOfPage }));
    expect(Math.max(...heaps) - before).toBeLessThan(allowedGrowth);
    expect(pagesAsked()).toBe(pageCount);
  });

  test('ends the query when its client leaves, whether it reads or not', async () => {
    const paused = await LineReader.open(`${app.url}/rows`);
    await paused.readTo(1000);
    const asked = await settledPages();
    paused.leave();
    expect(await settledPages()).toBeLessThanOrEqual(asked + 1);

    const reading = await LineReader.open(`${app.url}/rows`);
    await reading.readTo(20 * rowsOfPage);
    reading.leave();
    expect((await settledPages()) - asked).toBeLessThan(pageCount / 2);
  });
});
