import { rootCertificates } from 'node:tls';
import { startCassandra, type CassandraFixture } from '@async-cassandra/testing';
import { auth, Client, errors, type DseClientOptions } from '../src/index';

let fixture: CassandraFixture;

beforeAll(async () => {
  // It never starts again: its schema need not be on the disk.
  const jvmOptions = ['-Dcassandra.unsafesystem=true'];
  fixture = await startCassandra({ provider: 'jvm', auth: true, tls: 'mutual', jvmOptions, progress: false });
});
afterAll(() => fixture?.stop());

function optionsOf(changes: Partial<DseClientOptions> = {}): DseClientOptions {
  const { authProvider, ssl, ...others } = fixture.clusterOptions();
  const { username, password } = authProvider!;
  return {
    contactPoints: [...others.contactPoints],
    localDataCenter: others.localDatacenter,
    protocolOptions: { port: others.port },
    sslOptions: { ...ssl },
    credentials: { username, password },
    ...changes,
  };
}

async function failureOf(changes: Partial<DseClientOptions>): Promise<Error & { innerErrors?: Record<string, Error> }> {
  const client = new Client(optionsOf(changes));
  const failure: unknown = await client.connect().then(
    () => undefined,
    (error: unknown) => error,
  );
  await client.shutdown();
  expect(failure).toBeInstanceOf(errors.NoHostAvailableError);
  return failure as Error;
}

const plainText = () => {
  const { username, password } = fixture.clusterOptions().authProvider!;
  return new auth.PlainTextAuthProvider(username, password);
};

it.each<[string, () => Partial<DseClientOptions>]>([
  ['credentials', () => ({})],
  ['a provider of the driver', () => ({ credentials: undefined, authProvider: plainText() })],
])('logs in over TLS with %s', async (_, changes) => {
  const client = new Client(optionsOf(changes()));
  const { rows } = await client.execute('SELECT driver_name, ssl_enabled, username FROM system_views.clients');
  const ours = rows.filter((row) => row['driver_name'] === '@async-cassandra/core');
  expect(ours.length).toBeGreaterThan(0);
  for (const each of ours) expect(each).toMatchObject({ ssl_enabled: true, username: 'cassandra' });
  await client.shutdown();
});

it.each<[string, () => Partial<DseClientOptions>]>([
  ['a wrong password', () => ({ credentials: { username: 'cassandra', password: 'wrong' } })],
  ['no password', () => ({ credentials: undefined })],
])('refuses %s with the error of the driver for each host', async (_, changes) => {
  const { innerErrors } = await failureOf(changes());
  expect(Object.values(innerErrors ?? {})).toEqual([expect.any(errors.AuthenticationError)]);
});

it('refuses a certificate of an authority that it does not know, unless told to take any', async () => {
  const { ssl } = fixture.clusterOptions();
  const stranger = { ...ssl, ca: [rootCertificates[0]!] };
  const { innerErrors } = await failureOf({ sslOptions: stranger });
  expect(
    Object.values(innerErrors ?? {})
      .map(({ message }) => message)
      .join(),
  ).toMatch(/certificate/);
  const client = new Client(optionsOf({ sslOptions: { ...stranger, rejectUnauthorized: false } }));
  expect((await client.execute('SELECT key FROM system.local')).rowLength).toBe(1);
  await client.shutdown();
});
