// What is handed out cannot hurt anybody: a caller who spoils every object that he was given, down to its last part, spoils his own only.
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { CqlStub, rows, serverError, userType, voidResult } from '@async-cassandra/testing';
import {
  AsyncCluster,
  ConnectionMonitor,
  errorCode,
  InMemoryMetricsCollector,
  MetricsMiddleware,
  type AsyncCassandraSession,
} from '../../src/index';

const address = userType('shop', 'address', { street: 'text', tags: 'set<text>' });
const columns = { id: 'int', home: address, visits: 'map<text, list<int>>' } as const;
const values = [1, { street: 'Elm', tags: ['a'] }, new Map([['mon', [1, 2]]])];
const table = { keyspace: 'shop', table: 'users' };
const byId = 'SELECT * FROM users WHERE id = ?';
const all = 'SELECT * FROM users';
const ranges = { start: 'bigint', end: 'bigint' } as const;
const scan = 'SELECT * FROM "shop"."users" WHERE token("id") > ? AND token("id") <= ?';

let stub: CqlStub;
let cluster: AsyncCluster;
let collector: InMemoryMetricsCollector;

beforeEach(async () => {
  stub = await CqlStub.start({
    nodes: 2,
    schema: {
      shop: {
        types: { address: { street: 'text', tags: 'set<text>' } },
        tables: {
          users: {
            columns: { id: 'int', home: 'frozen<address>', visits: 'map<text, frozen<list<int>>>' },
            partitionKey: ['id'],
          },
        },
      },
    },
  });
  const answer = rows(columns, [values], table);
  stub.when(byId).variables({ id: 'int' }, table).columns(columns, table).reply(answer);
  stub.when(all).reply(answer);
  stub.when(scan).variables(ranges, table).columns(columns, table).reply(answer);
  stub.when(/UPDATE/).reply(voidResult());
  collector = new InMemoryMetricsCollector();
  cluster = new AsyncCluster({ ...stub.clusterOptions(), metrics: new MetricsMiddleware([collector]) });
});
afterEach(async () => {
  await cluster.shutdown();
  await stub.close();
});

/** Spoils the value as far as it lets itself be spoilt, the innermost first. Returns how many objects it met. */
function spoil(value: unknown, met = new Set<unknown>()): number {
  if (typeof value !== 'object' || value === null || met.has(value)) return met.size;
  met.add(value);
  if (value instanceof Map || value instanceof Set) {
    for (const each of [...value].flat()) spoil(each, met);
    value.clear();
  }
  if (ArrayBuffer.isView(value)) {
    (value as Uint8Array).fill(0xff);
    return met.size;
  }
  for (const key of Reflect.ownKeys(value)) {
    spoil(Reflect.get(value, key), met);
    if (key === 'length') continue;
    Reflect.set(value, key, 'spoilt');
    Reflect.deleteProperty(value, key);
  }
  Reflect.set(value, 'length', 0);
  Reflect.defineProperty(value, 'added', { value: 'spoilt', enumerable: true });
  Reflect.setPrototypeOf(value, null);
  return met.size;
}

/** All that a session and its cluster hand out, but for themselves. The rows are the caller's own. */
async function handedOut(session: AsyncCassandraSession): Promise<Record<string, unknown>> {
  const { metadata } = cluster;
  const prepared = await session.prepare(byId);
  const result = await session.execute(prepared, [1]);
  const text = await session.execute(all);
  const page = await session.executePage(all);
  const written = await session.execute('UPDATE users SET visits = {} WHERE id = 1');
  const stream = await session.executeStream(all);
  const scanned = session.scanTable('shop.users');
  for await (const row of scanned) void row;
  const failed: unknown = await session.execute(byId, ['no number']).catch((error: unknown) => error);
  const monitor = new ConnectionMonitor(session);
  const token = metadata.newToken(Buffer.from([0, 0, 0, 1]));
  const outcome = {
    nodes: cluster.nodes,
    descriptions: cluster.nodes.map(({ tokens, totals }) => ({ tokens, totals })),
    keyspaces: metadata.keyspaces,
    table: await metadata.getTable('shop', 'users'),
    type: await metadata.getUdt('shop', 'address'),
    replicas: metadata.getReplicas('shop', token),
    ranges: metadata.getTokenRanges(),
    rangesOfHost: metadata.getTokenRangesForHost('shop', cluster.nodes[0]!),
    token,
    prepared: { variables: prepared.variables, columns: prepared.columns, options: prepared.options },
    bound: prepared.bind([1]).values,
    ...Object.fromEntries(
      Object.entries({ result, text, page, written, stream }).map(([name, from]) => [
        name,
        { columns: from.columns, executionInfo: from.executionInfo, attempts: from.executionInfo?.attempts },
      ]),
    ),
    scan: { columns: scanned.columns, progress: scanned.progress, checkpoint: scanned.checkpoint() },
    failed,
    requests: session.requests,
    collectors: session.metrics!.collectors.slice(0, 0),
    stats: collector.getStats(),
    recent: collector.recentQueries,
    health: await monitor.getClusterMetrics(),
    summary: monitor.getConnectionSummary(),
    codes: errorCode,
  };
  await stream.close();
  return outcome;
}

/** What does not change from one call to the next. */
async function stateOf(session: AsyncCassandraSession): Promise<unknown> {
  const { metadata, nodes } = cluster;
  const prepared = await session.prepare(byId);
  const { rows: found, columns: described } = await session.execute(prepared, [1]);
  const page = await session.executePage(all);
  const scanned: unknown[] = [];
  for await (const row of session.scanTable('shop.users')) scanned.push(row);
  const written = await session.execute('UPDATE users SET visits = {} WHERE id = 1');
  return {
    nodes: nodes.map(({ endpoint, address: host, hostId, datacenter, tokens }) => [
      endpoint,
      host,
      hostId,
      datacenter,
      tokens,
    ]),
    keyspaces: metadata.keyspaces,
    table: await metadata.getTable('shop', 'users'),
    type: await metadata.getUdt('shop', 'address'),
    replicas: metadata.getReplicas('shop', metadata.newToken(Buffer.from([0, 0, 0, 1])))!.map(String),
    ranges: [...metadata.getTokenRanges()].map(String),
    variables: prepared.variables,
    columns: [described, page.columns, written.columns],
    rows: [found, page.rows, scanned].map((each) => JSON.stringify(each)),
    queries: collector.getStats().topQueries.length,
    codes: { ...errorCode },
  };
}

it('the next caller finds everything as it was', async () => {
  const session = await cluster.connect('shop');
  await handedOut(session);
  const before = structuredClone(await stateOf(session));

  const objects = spoil(await handedOut(session));

  expect(objects).toBeGreaterThan(100);
  expect(structuredClone(await stateOf(session))).toEqual(before);
});

it('the next listener is given the event as it was', async () => {
  const session = await cluster.connect();
  const heard: unknown[] = [];
  cluster.on('schemaChanged', (change) => spoil(change));
  const told = new Promise<void>((resolve) => {
    cluster.on('schemaChanged', (change) => {
      heard.push({ ...change });
      resolve();
    });
  });
  stub.sendSchemaChange({ change: 'UPDATED', target: 'TABLE', keyspace: 'shop', name: 'users' });
  await told;
  expect(heard).toEqual([
    { type: 'SCHEMA_CHANGE', change: 'UPDATED', target: 'TABLE', keyspace: 'shop', name: 'users' },
  ]);
  await session.close();
});

describe('a subscriber of the channels hurts no request', () => {
  const events = ['start', 'end', 'asyncStart', 'asyncEnd', 'error'];
  const channels = ['request', 'attempt'].flatMap((what) =>
    events.map((event) => `tracing:async-cassandra:${what}:${event}`),
  );

  it.each<[string, (message: unknown) => void]>([
    [
      'freezes',
      (message) =>
        Object.values(message as object)
          .concat(message)
          .forEach(Object.freeze),
    ],
    [
      'empties',
      (message) => Object.keys(message as object).forEach((key) => Reflect.set(message as object, key, null)),
    ],
  ])('that %s each message', async (_, harm) => {
    stub.when('SELECT wrong').reply(serverError.invalid('no such table'));
    stub.when('SELECT silent').drop();
    const session = await cluster.connect();
    for (const channel of channels) subscribe(channel, harm);
    try {
      expect(await session.execute(all)).toHaveLength(1);
      expect(await session.execute(byId, [1])).toHaveLength(1);
      await expect(session.execute('SELECT wrong')).rejects.toThrow('no such table');
      await expect(session.execute('SELECT silent', [], { timeoutMs: 20 })).rejects.toThrow('No answer');
    } finally {
      for (const channel of channels) unsubscribe(channel, harm);
    }
    expect(session.requests).toEqual({ inFlight: 0, queued: 0 });
  });
});
