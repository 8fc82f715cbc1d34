// A name that a function does not know is refused, by that name and with those that exist: a test that ignores it tests something else.
import {
  ChaosProxy,
  CqlStub,
  ExternalCassandra,
  FixtureError,
  fixtureErrorCode,
  LocalCassandra,
  startCassandra,
  CassandraContainerFixture,
} from '../../src/index';

const unknown = { quiteAnotherName: 1 } as object;

let stub: CqlStub;
let proxy: ChaosProxy;

beforeAll(async () => {
  stub = await CqlStub.start();
  proxy = await ChaosProxy.start(stub);
});

afterAll(async () => {
  await proxy.close();
  await stub.close();
});

async function fixture(): Promise<ExternalCassandra> {
  return ExternalCassandra.connect(stub.clusterOptions());
}

const places: readonly (readonly [name: string, known: string, call: () => unknown])[] = [
  ['startCassandra', 'version', () => startCassandra(unknown)],
  ['LocalCassandra', 'version', () => LocalCassandra.start(unknown)],
  ['CassandraContainerFixture', 'version', () => CassandraContainerFixture.start(unknown)],
  ['ExternalCassandra', 'contactPoints', () => ExternalCassandra.connect(unknown)],
  ['createKeyspace', 'replicationFactor', async () => (await fixture()).createKeyspace('test', unknown)],
  ['runCql', 'keyspace', async () => (await fixture()).runCql('SELECT a', unknown)],
  ['CqlStub', 'protocolVersions', () => CqlStub.start(unknown)],
  ['a node of it', 'datacenter', () => CqlStub.start({ nodes: [unknown] })],
  ['addNode', 'datacenter', () => stub.addNode(unknown)],
  ['received', 'timeoutMs', () => stub.received(0, 0, unknown)],
  ['variables', 'partitionKey', () => stub.when('SELECT a').variables({}, unknown)],
  ['ChaosProxy', 'listenHost', () => ChaosProxy.start(stub, unknown)],
  ['latency', 'jitterMs', () => proxy.latency(1, unknown)],
  ['dropAfter', 'direction', () => proxy.link(0).dropAfter(1, unknown)],
];

test.each(places)('%s refuses a name that it does not know', async (_name, known, call) => {
  const failure: unknown = await Promise.resolve()
    .then(call)
    .catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(FixtureError);
  expect(failure).toMatchObject({ code: fixtureErrorCode.badOption });
  expect((failure as Error).message).toMatch(new RegExp(`^Unknown option 'quiteAnotherName': .* takes .*${known}`));
});

test('options that are no object are refused', async () => {
  await expect(CqlStub.start(null as never)).rejects.toThrow('The options of CqlStub.start must be an object');
});
