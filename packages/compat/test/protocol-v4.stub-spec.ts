import { CqlStub, rows } from '@async-cassandra/testing';
import { errors, type EngineClientOptions } from '../src/index';
import { failureOf, StubClients } from './stub-clients.spec-support';

const query = 'SELECT name FROM users';
const clients = new StubClients();

afterEach(() => clients.shutdown());

async function versionWith(protocolVersions: number[], options: Partial<EngineClientOptions>): Promise<number> {
  await using stub = await CqlStub.start({ protocolVersions });
  stub.when(query).reply(rows({ name: 'text' }, [['Ada']]));
  const client = clients.open(stub, { ...stub.driverOptions(), ...options });
  expect((await client.execute(query)).first()['name']).toBe('Ada');
  const { protocolVersion } = client.cluster;
  await clients.shutdown();
  return protocolVersion;
}

test('allowProtocolV4 speaks v4 with a server that lacks v5, and v5 with one that has it', async () => {
  expect(await versionWith([3, 4], { allowProtocolV4: true })).toBe(4);
  expect(await versionWith([3, 4, 5], { allowProtocolV4: true })).toBe(5);
});

test('a server without v5 is refused unless v4 is allowed', async () => {
  await using stub = await CqlStub.start({ protocolVersions: [3, 4] });
  const client = clients.open(stub);
  const failure = (await failureOf(client.connect())) as errors.NoHostAvailableError;
  expect(failure).toBeInstanceOf(errors.NoHostAvailableError);
});

test('the highest version 4 forces v4 where v4 is allowed', async () => {
  await using stub = await CqlStub.start({ protocolVersions: [3, 4, 5] });
  const { protocolOptions, ...others } = stub.driverOptions();
  const client = clients.open(stub, {
    ...others,
    allowProtocolV4: true,
    protocolOptions: { ...protocolOptions, maxVersion: 4 },
  });
  await client.connect();
  expect(client.cluster.protocolVersion).toBe(4);
});
