import { Client } from 'cassandra-driver';
import { ExternalCassandra, startCassandra, type CassandraFixture } from '../src/index';
import { behavesAsAFixture, servesTheRustDriver } from './fixture-behaviour';

describe('a server with passwords', () => {
  let running: CassandraFixture;

  beforeAll(async () => {
    // It never starts again: its schema need not be on the disk.
    const jvmOptions = ['-Dcassandra.unsafesystem=true'];
    running = await startCassandra({ provider: 'jvm', auth: true, jvmOptions, progress: false });
  });
  afterAll(async () => {
    await running?.stop();
  });

  it('refuses who has none, and a wrong one', async () => {
    const { contactPoints, port, authProvider } = running.clusterOptions();
    expect(authProvider).toEqual({ username: 'cassandra', password: 'cassandra' });
    expect(await running.runCql('SELECT role FROM system_auth.roles')).toHaveLength(1);

    for (const credentials of [undefined, { username: 'cassandra', password: 'wrong' }]) {
      const client = new Client({
        contactPoints,
        protocolOptions: { port },
        localDataCenter: 'datacenter1',
        credentials,
      });
      await expect(client.connect()).rejects.toMatchObject({
        innerErrors: {
          [`${contactPoints[0]}:${port}`]: { message: expect.stringMatching(/authenticat|credentials|incorrect/i) },
        },
      });
      await client.shutdown();
    }
  });

  describe('of the external provider', () => {
    servesTheRustDriver(
      behavesAsAFixture(async () => {
        const { contactPoints, port, authProvider } = running.clusterOptions();
        return ExternalCassandra.connect({ contactPoints, port, authProvider });
      }),
    );
  });

  // The last group: it ends the server.
  describe('of the jvm provider', () => {
    servesTheRustDriver(behavesAsAFixture(async () => running));
  });
});
