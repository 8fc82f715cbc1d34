import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { useKeyspace } from '@async-cassandra/testing/jest';
import { AsyncCluster } from '../src/index';
import { protocolVersion } from './fixture/server-release';
import { runProgram } from './fixture/run-program';

interface Span {
  readonly name: string;
  readonly kind: number;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly status: object;
  readonly isBelowParent: boolean;
}

interface Point {
  readonly name: string;
  readonly unit: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly value: { readonly count: number; readonly sum: number } | number;
}

const keyspace = useKeyspace();

beforeAll(async () => {
  await using cluster = new AsyncCluster(keyspace.clusterOptions());
  const session = await cluster.connect(keyspace.name);
  await session.execute('CREATE TABLE users (id int PRIMARY KEY, name text)');
});

describe.each([
  ['with --import of the register door', false, ['--import', '@async-cassandra/core/opentelemetry/register']],
  ['that registers the instrumentation', true, []],
])('an ECMAScript module %s', (_, instrument, flags) => {
  let spans: readonly Span[];
  let points: readonly Point[];

  beforeAll(async () => {
    const settings = { options: keyspace.clusterOptions(), keyspace: keyspace.name, instrument };
    ({ spans, points } = await runProgram<{ spans: Span[]; points: Point[] }>('instrumented.mjs', settings, flags));
  });

  const named = (name: string): Span[] => spans.filter((span) => span.name === name);

  test('has a span for each request, below the one that was active, and one for each attempt', () => {
    for (const [name, count] of [
      ['PREPARE INSERT users', 1],
      ['INSERT users', 3],
      ['SELECT users', 2],
    ] as const) {
      expect([name, named(name).length, named(`${name} attempt`).length]).toEqual([name, count, count]);
      for (const { kind, isBelowParent } of named(name)) expect([kind, isBelowParent]).toEqual([SpanKind.CLIENT, true]);
    }
  });

  test('has the attributes of the conventions in them, and no values', () => {
    const { port } = keyspace.clusterOptions();
    const ofRequest = { 'db.system.name': 'cassandra', 'db.namespace': keyspace.name, 'db.collection.name': 'users' };
    const ofNode = {
      'server.address': expect.any(String) as string,
      'server.port': port,
      'network.peer.address': expect.any(String) as string,
      'network.peer.port': port,
      'cassandra.coordinator.dc': keyspace.clusterOptions().localDatacenter,
      'cassandra.coordinator.id': expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    };
    expect(named('INSERT users')[0]!.attributes).toEqual({
      ...ofRequest,
      ...ofNode,
      'db.operation.name': 'INSERT',
      'db.query.summary': 'INSERT users',
      'db.query.text': 'INSERT INTO users (id, name) VALUES (?, ?)',
      'cassandra.consistency.level': 'local_quorum',
      'cassandra.page.size': 5000,
    });
    const [read, failed] = named('SELECT users');
    expect(read!.attributes).toMatchObject({
      'db.query.text': 'SELECT name FROM users WHERE id IN (?) AND name = ? ALLOW FILTERING',
      'db.response.returned_rows': 3,
    });
    expect(failed!.status).toEqual({ code: SpanStatusCode.ERROR });
    expect(failed!.attributes).toMatchObject({
      'error.type': 'InvalidRequestError',
      'db.response.status_code': '8704',
    });
    expect(JSON.stringify({ spans, points })).not.toContain('Ada');
  });

  test('has the metrics of the conventions', () => {
    const of = (name: string, attributes: object): Point => {
      const found = points.filter((point) => point.name === name);
      expect(found).toContainEqual(
        expect.objectContaining({ attributes: expect.objectContaining(attributes) as object }),
      );
      return found.find((point) =>
        Object.entries(attributes).every(([key, value]) => point.attributes[key] === value),
      )!;
    };
    const common = { 'db.system.name': 'cassandra', 'db.namespace': keyspace.name, 'db.collection.name': 'users' };
    const inserts = of('db.client.operation.duration', { ...common, 'db.operation.name': 'INSERT' });
    expect([inserts.unit, inserts.value]).toEqual(['s', expect.objectContaining({ count: 3 })]);
    expect(inserts.attributes).not.toHaveProperty('error.type');
    const failures = of('db.client.operation.duration', { ...common, 'error.type': 'InvalidRequestError' });
    expect(failures.value).toMatchObject({ count: 1 });
    const rows = of('db.client.response.returned_rows', { ...common, 'db.operation.name': 'SELECT' });
    expect([rows.unit, rows.value]).toEqual(['{row}', expect.objectContaining({ count: 1, sum: 3 })]);
    const idle = of('db.client.connection.count', { 'db.client.connection.state': 'idle' });
    // On v4, a second one belongs to the keyspace.
    expect([idle.unit, idle.value]).toEqual(['{connection}', protocolVersion < 5 ? 2 : 1]);
  });
});
