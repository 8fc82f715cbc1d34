import { inspect } from 'node:util';
import { rootCertificates } from 'node:tls';
import { ChaosProxy, startCassandra, type CassandraFixture } from '@async-cassandra/testing';
import {
  AsyncCluster,
  AsyncRetryPolicy,
  auth,
  AuthenticationError,
  channels,
  ConfigurationError,
  ConnectionError,
  OverloadedError,
  policies,
  UnauthorizedError,
  type AsyncCassandraSession,
  type AsyncClusterOptions,
  type DecisionInfo,
} from '../../src/index';
import { expiredCertificate, expiredCertificateKey } from '../fixture/expired-certificate';

let fixture: CassandraFixture;

beforeAll(async () => {
  // It never starts again: its schema need not be on the disk.
  const jvmOptions = ['-Dcassandra.unsafesystem=true'];
  fixture = await startCassandra({ provider: 'jvm', auth: true, tls: 'mutual', jvmOptions, progress: false });
});
afterAll(() => fixture?.stop());

const options = (): AsyncClusterOptions & { ssl: object } => ({
  ...fixture.clusterOptions(),
  ssl: fixture.clusterOptions().ssl!,
});

async function failureOf(changes: AsyncClusterOptions): Promise<Error> {
  await using cluster = new AsyncCluster({ ...options(), ...changes });
  const failure: unknown = await cluster.connect(undefined, { timeoutMs: 30_000 }).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(Error);
  return failure as Error;
}

describe('TLS with certificates on both sides', () => {
  test('connects when the authority, the host and the client are right, and the server says that it is encrypted', async () => {
    await using cluster = new AsyncCluster(options());
    const session = await cluster.connect();
    const { rows } = await session.execute('SELECT driver_name, ssl_enabled, username FROM system_views.clients');
    const ours = rows.filter((row) => row['driver_name'] === '@async-cassandra/core');
    expect(ours.length).toBeGreaterThan(1);
    for (const client of ours) expect(client).toMatchObject({ ssl_enabled: true, username: 'cassandra' });
  });

  test('connects over v4 too, also in the keyspace of a session', async () => {
    const keyspace = await fixture.createKeyspace();
    const patient = { connectTimeoutMs: 120_000, requestTimeoutMs: 120_000 };
    await using cluster = new AsyncCluster({ ...options(), ...patient, allowProtocolV4: true, protocolVersion: 4 });
    const session = await cluster.connect(keyspace, { timeoutMs: 120_000 });
    await session.execute('CREATE TABLE over_v4 (k int, c int, PRIMARY KEY (k, c))');
    const insert = await session.prepare('INSERT INTO over_v4 (k, c) VALUES (1, ?)');
    for (let c = 0; c < 50; c++) await session.execute(insert, [c]);
    const seen: unknown[] = [];
    const stream = await session.executeStream('SELECT c FROM over_v4 WHERE k = 1', [], { fetchSize: 7 });
    for await (const row of stream) seen.push(row['c']);
    expect(seen).toEqual(Array.from({ length: 50 }, (_, c) => c));
    const { rows } = await session.execute('SELECT protocol_version, ssl_enabled FROM system_views.clients');
    const ofV4 = rows.filter((row) => row['protocol_version'] === 4);
    // The control connection, one without a keyspace, one with it.
    expect(ofV4.length).toBeGreaterThanOrEqual(3);
    for (const client of ofV4) expect(client).toMatchObject({ ssl_enabled: true });
  });

  test('names an authority that did not sign the server’s certificate', async () => {
    const failure = await failureOf({ ssl: { ...options().ssl, ca: rootCertificates[0]! } });
    expect(failure).toBeInstanceOf(ConnectionError);
    expect(failure.message).toMatch(
      /Could not open a TLS connection to .*: (unable to verify|unable to get|self-signed certificate).*_/,
    );
  });

  test('names a host that the certificate is not for', async () => {
    await using proxy = await ChaosProxy.start(fixture, { listenHost: '127.77.0.1' });
    const failure = await failureOf({ contactPoints: proxy.contactPoints });
    expect(failure).toBeInstanceOf(ConnectionError);
    expect(failure.message).toMatch(/IP: 127\.77\.0\.1 is not in the cert's list.*\(ERR_TLS_CERT_ALTNAME_INVALID\)/);
  });

  test('verifies against the name that it was given instead', async () => {
    await using proxy = await ChaosProxy.start(fixture, { listenHost: '127.77.0.1' });
    const named = { ...options().ssl, servername: 'localhost' };
    await using cluster = new AsyncCluster({ ...options(), ...proxy.clusterOptions(), ssl: named });
    const session = await cluster.connect();
    await expect(session.execute('SELECT key FROM system.local')).resolves.toMatchObject({ length: 1 });
  });

  test.each([
    ['true', true, /self-signed certificate|unable to (?:verify|get)/],
    ['{}', {}, /self-signed certificate|unable to (?:verify|get)/],
    ['false', false, /does it expect TLS\?/],
    ['a function that returns nothing', () => undefined, /must return options for tls\.connect, not undefined/],
    ['a function that returns true', () => true, /must return options for tls\.connect, not true/],
  ])('does not connect with %s', async (_what, ssl, message) => {
    expect((await failureOf({ ssl: ssl as never })).message).toMatch(message);
  });

  test('verifies against an address that it was given, and connects by options that change after', async () => {
    const ssl: Record<string, unknown> = { ...options().ssl, servername: '127.0.0.1' };
    await using one = new AsyncCluster({ ...options(), ssl });
    await using other = new AsyncCluster({ ...options(), ssl });
    ssl['ca'] = rootCertificates[0]!;
    ssl['servername'] = 'other.example';
    for (const cluster of [one, other]) {
      const session = await cluster.connect();
      await expect(session.execute('SELECT key FROM system.local')).resolves.toMatchObject({ length: 1 });
    }
  });

  test('says that the server requires a client certificate', async () => {
    const { ca } = options().ssl as { ca: string };
    const failure = await failureOf({ ssl: { ca } });
    expect(failure).toBeInstanceOf(ConnectionError);
    expect(failure.message).toMatch(/client certificate/);
  });

  test('says that the server refused a client certificate, expired and of an unknown authority', async () => {
    const ssl = { ...options().ssl, cert: expiredCertificate, key: expiredCertificateKey };
    const failure = await failureOf({ ssl });
    expect(failure).toBeInstanceOf(ConnectionError);
    expect(failure.message).toMatch(/refused our client certificate|does not know the authority|client certificate/);
  });

  test('does not find anybody behind a plain connection', async () => {
    const failure = await failureOf({ ssl: undefined as never });
    expect(failure).toBeInstanceOf(ConnectionError);
    expect(failure.message).toMatch(/is it the right port, or does it expect TLS\?/);
  });
});

describe('a user', () => {
  test('logs in by name and password, and may do what was granted', async () => {
    await using cluster = new AsyncCluster(options());
    const admin = await cluster.connect();
    const keyspace = await fixture.createKeyspace();
    await admin.execute(`CREATE TABLE ${keyspace}.open (id int PRIMARY KEY)`);
    await admin.execute(`CREATE TABLE ${keyspace}.closed (id int PRIMARY KEY)`);
    await admin.execute("CREATE ROLE reader WITH PASSWORD = 'sesame' AND LOGIN = true");
    await admin.execute(`GRANT SELECT ON ${keyspace}.open TO reader`);
    await using other = new AsyncCluster({ ...options(), authProvider: { username: 'reader', password: 'sesame' } });
    const reader = await other.connect(keyspace);
    await expect(reader.execute('SELECT * FROM open')).resolves.toMatchObject({ length: 0 });
    const refused = reader.execute('SELECT * FROM closed');
    await expect(refused).rejects.toThrow(UnauthorizedError);
    await expect(refused).rejects.toMatchObject({ code: 0x2100, message: expect.stringContaining('reader') });
    await expect(reader.execute('INSERT INTO open (id) VALUES (1)')).rejects.toThrow(UnauthorizedError);
  });

  test('is refused at once when the password is wrong, there is none, or the provider fails', async () => {
    const wrong = await failureOf({ authProvider: { username: 'cassandra', password: 'wrong' } });
    expect(wrong).toBeInstanceOf(AuthenticationError);
    expect(wrong.message).toMatch(/refused the credentials: .*incorrect/i);
    const none = await failureOf({ authProvider: undefined as never });
    expect(none).toBeInstanceOf(AuthenticationError);
    expect(none.message).toMatch(/requires authentication \(.*PasswordAuthenticator\); set authProvider/);
    class Broken extends auth.PlainTextAuthProvider {
      override newAuthenticator(
        ...args: Parameters<auth.PlainTextAuthProvider['newAuthenticator']>
      ): auth.Authenticator {
        const authenticator = super.newAuthenticator(...args);
        authenticator.initialResponse = (callback: (error: Error) => void) => callback(new Error('no ticket'));
        return authenticator;
      }
    }
    const broken = await failureOf({ authProvider: new Broken('a', 'b') });
    expect(broken).toBeInstanceOf(AuthenticationError);
    expect(broken).toMatchObject({ cause: { message: 'no ticket' } });
  });
});

/** Requests that never stop, each repeated on the same node when its connection is lost: there is no other node. */
class OnOneNode extends AsyncRetryPolicy {
  override onRequestError(...given: Parameters<AsyncRetryPolicy['onRequestError']>): DecisionInfo {
    return { ...super.onRequestError(...given), useCurrentHost: true, delayMs: 20 } as DecisionInfo;
  }
}

class SteadyReads {
  readonly failures: unknown[] = [];
  done = 0;
  #isOver = false;
  readonly #running: Promise<unknown>;

  constructor(session: AsyncCassandraSession) {
    this.#running = Promise.all([1, 2, 3, 4].map(() => this.#run(session)));
  }

  /** Resolves after some more requests. */
  async goesOn(session: AsyncCassandraSession): Promise<void> {
    for (let i = 0; i < 20; i++) await session.execute('SELECT key FROM system.local');
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await this.#running;
  }

  async #run(session: AsyncCassandraSession): Promise<void> {
    while (!this.#isOver && this.failures.length === 0) {
      await session.execute('SELECT key FROM system.local').then(
        () => this.done++,
        (error: unknown) => this.failures.push(error),
      );
    }
  }
}

describe('under load', () => {
  const promptly = {
    connectionsPerNode: 2,
    reconnectionPolicy: new policies.reconnection.ConstantReconnectionPolicy(50),
    connectTimeoutMs: 120_000,
    requestTimeoutMs: 120_000,
    retryPolicy: new OnOneNode(),
  };

  beforeAll(async () => {
    await using admin = new AsyncCluster(options());
    await (await admin.connect()).execute("CREATE ROLE rotating WITH PASSWORD = 'of yesterday' AND LOGIN = true");
  });

  /** Loses the oldest connection. Resolves when the pool has as many as before. */
  async function replaceConnection(
    cluster: AsyncCluster,
    whileOneIsLeft = async (): Promise<void> => {},
  ): Promise<void> {
    const pool = cluster.nodes[0]!.pool!;
    const [oldest, other] = pool.connections;
    oldest!.close(new Error('the connection is lost'));
    await whileOneIsLeft();
    while (pool.connections.length < 2) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(pool.connections[0]).toBe(other);
  }

  test('a client certificate is replaced, and an expired one meanwhile fails no request', async () => {
    const { ca, ...valid } = options().ssl as { ca: string; cert: string; key: string };
    let current = valid;
    let asked = 0;
    await using cluster = new AsyncCluster({
      ...options(),
      ...promptly,
      ssl: () => {
        asked++;
        return Promise.resolve({ ca, ...current });
      },
    });
    const refused = new Promise<unknown>((resolve) => {
      cluster.on('warning', (message, error) => message.startsWith('Could not connect') && resolve(error));
    });
    const session = await cluster.connect(undefined, { timeoutMs: 120_000 });
    const load = new SteadyReads(session);
    await load.goesOn(session);
    current = { cert: expiredCertificate, key: expiredCertificateKey };
    await replaceConnection(cluster, async () => {
      expect((await refused) as Error).toMatchObject({ message: expect.stringMatching(/certificate|authority/) });
      await load.goesOn(session);
      current = valid;
    });
    await replaceConnection(cluster);
    await load.goesOn(session);
    await load.stop();
    expect(load.failures).toEqual([]);
    expect(load.done).toBeGreaterThan(0);
    // The control connection, two, the refused ones, two.
    expect(asked).toBeGreaterThanOrEqual(6);
  });

  test('a password is replaced, by a provider that is asked for each connection', async () => {
    await using admin = new AsyncCluster(options());
    const superuser = await admin.connect();
    let password = 'of yesterday';
    const authProvider = {
      newAuthenticator: (...given: Parameters<auth.AuthProvider['newAuthenticator']>) =>
        new auth.PlainTextAuthProvider('rotating', password).newAuthenticator(...given),
    };
    await using cluster = new AsyncCluster({ ...options(), ...promptly, authProvider });
    const session = await cluster.connect(undefined, { timeoutMs: 120_000 });
    const load = new SteadyReads(session);
    await load.goesOn(session);
    // A server takes a new password of a role every five seconds at most.
    const change = () =>
      superuser.execute("ALTER ROLE rotating WITH PASSWORD = 'of today'").catch((error: Error) => error);
    while ((await change()) instanceof OverloadedError) await load.goesOn(session);
    password = 'of today';
    await replaceConnection(cluster);
    await replaceConnection(cluster);
    await load.goesOn(session);
    await load.stop();
    expect(load.failures).toEqual([]);
    expect(load.done).toBeGreaterThan(0);
  });
});

describe('secrets', () => {
  const markers = ['S3CR3T-PASSWORD', 'S3CR3T-PASSPHRASE', 'S3CR3T-TOKEN'];
  const hidden = markers.flatMap((marker) => [marker, Buffer.from(marker).toString('base64').slice(0, -2)]);

  /** Everything that can be made to show an object. */
  function shown(value: unknown): string {
    const deep = {
      depth: Infinity,
      showHidden: true,
      maxArrayLength: Infinity,
      maxStringLength: Infinity,
      getters: true,
    };
    const texts = [inspect(value, deep), inspect(value), String(value)];
    try {
      texts.push(JSON.stringify(value) ?? '');
    } catch {
      // Circles have no JSON.
    }
    if (value instanceof Error) texts.push(value.stack ?? '', shown(value.cause ?? ''));
    return texts.join('\n');
  }

  test('show up in nothing that is reachable, thrown, emitted or printed', async () => {
    const printed: string[] = [];
    const spies = (['log', 'info', 'warn', 'error', 'debug'] as const).map((method) =>
      jest.spyOn(console, method).mockImplementation((...args) => void printed.push(args.map(shown).join(' '))),
    );
    const [password, passphrase] = markers as [string, string];
    // A line out of the middle of the client's own key.
    hidden.push((options().ssl as { key: string }).key.split('\n')[8]!.trim());
    const seen: unknown[] = [];
    const onMessage = (message: unknown): void => void seen.push(message);
    const everything = {
      start: onMessage,
      end: onMessage,
      asyncStart: onMessage,
      asyncEnd: onMessage,
      error: onMessage,
    };
    const tracing = [channels.request, channels.attempt, channels.connection];
    const plain = [channels.connectionClosed, channels.node];
    for (const channel of tracing) channel.subscribe(everything);
    for (const channel of plain) channel.subscribe(onMessage);
    const secretive = [
      { authProvider: { username: 'cassandra', password } },
      { authProvider: new auth.PlainTextAuthProvider('cassandra', password) },
      { ssl: { ...options().ssl, key: `-----BEGIN PRIVATE KEY-----\n${password}\n-----END PRIVATE KEY-----` } },
      { ssl: { ...options().ssl, passphrase, ca: rootCertificates[0]! } },
    ];
    for (const changes of secretive) {
      const cluster = new AsyncCluster({ ...options(), ...changes });
      cluster.on('warning', (...payload) => seen.push(...payload));
      seen.push(cluster, await cluster.connect().catch((error: unknown) => error), cluster);
      await cluster.shutdown();
    }
    const refused = { username: 'cassandra', password: { toString: () => password } };
    for (const bad of [refused, { username: password }, { password, user: 'x' }]) {
      try {
        new AsyncCluster({ ...options(), authProvider: bad as never });
      } catch (error) {
        expect(error).toBeInstanceOf(ConfigurationError);
        seen.push(error);
      }
    }
    // And one that works, with everything that hangs on it.
    const { username } = { username: 'keeper' };
    await using admin = new AsyncCluster(options());
    await (await admin.connect()).execute(`CREATE ROLE keeper WITH PASSWORD = '${password}' AND LOGIN = true`);
    await using cluster = new AsyncCluster({
      ...options(),
      authProvider: { username, password },
      ssl: { ...options().ssl, passphrase },
    });
    for (const name of ['nodeUp', 'nodeDown', 'warning'] as const)
      cluster.on(name, (...payload: unknown[]) => seen.push(payload));
    const session = await cluster.connect();
    const result = await session.execute('SELECT key FROM system.local', [], { trace: true });
    seen.push(cluster, session, cluster.nodes, cluster.nodes[0]!.pool, cluster.metadata, result, result.executionInfo);
    seen.push(await session.execute('SELECT nothing FROM nowhere').catch((error: unknown) => error));
    seen.push(cluster.nodes[0]!.pool!.connections[0]);
    for (const channel of tracing) channel.unsubscribe(everything);
    for (const channel of plain) channel.unsubscribe(onMessage);
    expect(seen.length).toBeGreaterThan(50);
    expect(shown(options())).toContain(hidden.at(-1));
    for (const [index, value] of seen.entries()) {
      const text = shown(value);
      for (const secret of hidden) expect({ index, found: text.includes(secret) }).toEqual({ index, found: false });
    }
    expect(printed).toEqual([]);
    for (const spy of spies) spy.mockRestore();
  });
});
