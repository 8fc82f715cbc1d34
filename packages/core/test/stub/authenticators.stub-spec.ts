// Whom a server lets in: DataStax Enterprise's authenticator, and a server that asks nobody.
import {
  authChallenge,
  authSuccess,
  CqlStub,
  rawReply,
  serverError,
  type ReceivedRequest,
} from '@async-cassandra/testing';
import { AsyncCluster, auth, AuthenticationError, type AsyncClusterOptions } from '../../src/index';
import { opcode } from '../../src/protocol/opcode';

const dse = 'com.datastax.bdp.cassandra.auth.DseAuthenticator';
const cassandra = 'org.apache.cassandra.auth.PasswordAuthenticator';

/** A server that knows ada, by the token at once or, as DSE does, after the name of a mechanism. */
async function startServer(authenticatorClass: string, isTransitional = false): Promise<CqlStub> {
  const stub = await CqlStub.start({ nodes: 2 });
  const name = Buffer.from(authenticatorClass);
  stub
    .when({ opcode: 'STARTUP' })
    .reply(rawReply(opcode.authenticate, Buffer.concat([Buffer.from([0, name.length]), name])));
  const refused = serverError.badCredentials();
  stub.when({ opcode: 'AUTH_RESPONSE' }).reply(({ token }: ReceivedRequest) => {
    const text = token?.toString();
    if (text === 'PLAIN' && authenticatorClass === dse) return authChallenge(Buffer.from('PLAIN-START'));
    if (text === '\0\0') return isTransitional ? authSuccess() : refused;
    return text === '\0ada\0secret' || text === 'bo\0ada\0secret' ? authSuccess() : refused;
  });
  return stub;
}

const outcomeOf = async (stub: CqlStub, options: AsyncClusterOptions): Promise<unknown> => {
  await using cluster = new AsyncCluster({ ...stub.clusterOptions(), ...options });
  return await cluster.connect().then(
    () => 'connected',
    (error: unknown) => error,
  );
};
const tokens = (stub: CqlStub): string[] => [
  ...new Set(stub.requests.flatMap(({ token }) => (token == null ? [] : [token.toString()]))),
];

describe('a login', () => {
  test.each([
    ['DsePlainTextAuthProvider', dse, new auth.DsePlainTextAuthProvider('ada', 'secret'), ['PLAIN', '\0ada\0secret']],
    ['DsePlainTextAuthProvider', cassandra, new auth.DsePlainTextAuthProvider('ada', 'secret'), ['\0ada\0secret']],
    [
      'one that acts for another',
      dse,
      new auth.DsePlainTextAuthProvider('ada', 'secret', 'bo'),
      ['PLAIN', 'bo\0ada\0secret'],
    ],
    ['PlainTextAuthProvider', dse, new auth.PlainTextAuthProvider('ada', 'secret'), ['\0ada\0secret']],
    ['{ username, password }', dse, { username: 'ada', password: 'secret' }, ['\0ada\0secret']],
    ['{ username, password }', cassandra, { username: 'ada', password: 'secret' }, ['\0ada\0secret']],
  ])('by %s at %s', async (_what, authenticatorClass, authProvider, sent) => {
    await using stub = await startServer(authenticatorClass);
    expect(await outcomeOf(stub, { authProvider })).toBe('connected');
    expect(tokens(stub)).toEqual(sent);
  });

  test('without a provider is anonymous where DSE is in its transitional mode', async () => {
    await using stub = await startServer(dse, true);
    expect(await outcomeOf(stub, {})).toBe('connected');
    expect(tokens(stub)).toEqual(['\0\0']);
  });

  test.each([
    [dse, ['\0\0']],
    [cassandra, []],
  ])('without a provider is refused by %s', async (authenticatorClass, sent) => {
    await using stub = await startServer(authenticatorClass);
    const failure = await outcomeOf(stub, {});
    expect(failure).toBeInstanceOf(AuthenticationError);
    expect((failure as Error).message).toMatch(/requires authentication \(.*\); set authProvider/);
    expect(tokens(stub)).toEqual(sent);
  });
});

describe('a server that asks for no login', () => {
  async function warningsOf(stub: CqlStub, options: AsyncClusterOptions): Promise<string[]> {
    const warnings: string[] = [];
    await using cluster = new AsyncCluster({ ...stub.clusterOptions(), connectionsPerNode: 2, ...options });
    cluster.on('warning', (message) => warnings.push(message));
    await cluster.connect();
    return warnings;
  }

  test('is reported once for each node when there are credentials', async () => {
    await using stub = await CqlStub.start({ nodes: 2 });
    const warnings = await warningsOf(stub, { authProvider: { username: 'ada', password: 'secret' } });
    expect(warnings.sort()).toEqual(
      stub.nodes.map(({ endpoint }) =>
        expect.stringMatching(`^${endpoint} asks for no login although authProvider is set`),
      ),
    );
    expect(warnings.join()).not.toContain('secret');
  });

  test('is not reported without credentials, nor is one that asks', async () => {
    await using open = await CqlStub.start();
    await using asking = await CqlStub.start({ credentials: { username: 'ada', password: 'secret' } });
    expect(await warningsOf(open, {})).toEqual([]);
    expect(await warningsOf(asking, {})).toEqual([]);
  });
});
