// A handshake that hangs: the error of its timeout names the step at which it stood.
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { authChallenge, CqlStub, rawReply } from '@async-cassandra/testing';
import { Connection } from '../../src/connection/connection';
import type { ConnectionOptions } from '../../src/connection/connection-options';
import { VersionChoice } from '../../src/connection/version-choice';
import type { Authenticator, AuthProvider } from '../../src/driver/auth';
import { ConnectionError } from '../../src/errors/async-cassandra-error';
import { opcode } from '../../src/protocol/opcode';

const options: ConnectionOptions = {
  connectTimeoutMs: 50,
  idleHeartbeatIntervalMs: 0,
  maxRequestsPerConnection: 128,
  maxOrphanedRequests: 3,
  clientId: '7d444840-9dc0-11d1-b245-5ffdce74fad2',
};
const authenticatorClass = 'org.apache.cassandra.auth.PasswordAuthenticator';
const authenticate = rawReply(
  opcode.authenticate,
  Buffer.concat([Buffer.from([0, authenticatorClass.length]), Buffer.from(authenticatorClass)]),
);
const never = (): void => {};

/** Answers with a token, or never, as the methods say. */
class Answering implements Authenticator {
  constructor(readonly hangs: 'initialResponse' | 'evaluateChallenge' | undefined) {}

  initialResponse(callback: (error: Error | null, token?: Buffer) => void): void {
    if (this.hangs !== 'initialResponse') callback(null, Buffer.from('token'));
  }

  evaluateChallenge(_challenge: Buffer, callback: (error: Error | null, token?: Buffer) => void): void {
    if (this.hangs !== 'evaluateChallenge') callback(null, Buffer.from('token'));
  }

  onAuthenticationSuccess(): void {}
}

const providerOf = (hangs?: 'initialResponse' | 'evaluateChallenge'): { authProvider: AuthProvider } => ({
  authProvider: { newAuthenticator: () => new Answering(hangs) },
});

interface Step {
  readonly changes?: Partial<ConnectionOptions>;
  prepare?(stub: CqlStub): void;
  readonly named: string;
}

const steps: Readonly<Record<string, Step>> = {
  'the function in option ssl': {
    changes: { ssl: () => new Promise(never) },
    named: "the function in option 'ssl' has not answered",
  },
  OPTIONS: {
    prepare: (stub) => void stub.when({ opcode: 'OPTIONS' }).drop(),
    named: 'the node has not answered OPTIONS',
  },
  STARTUP: {
    prepare: (stub) => void stub.when({ opcode: 'STARTUP' }).drop(),
    named: 'the node has not answered STARTUP',
  },
  initialResponse: {
    changes: providerOf('initialResponse'),
    prepare: (stub) => void stub.when({ opcode: 'STARTUP' }).reply(authenticate),
    named: `Answering.initialResponse() of the authentication provider has not called back, for ${authenticatorClass}`,
  },
  AUTH_RESPONSE: {
    changes: providerOf(),
    prepare: (stub) => {
      stub.when({ opcode: 'STARTUP' }).reply(authenticate);
      stub.when({ opcode: 'AUTH_RESPONSE' }).drop();
    },
    named: `the node has not answered the credentials, for ${authenticatorClass}`,
  },
  evaluateChallenge: {
    changes: providerOf('evaluateChallenge'),
    prepare: (stub) => {
      stub.when({ opcode: 'STARTUP' }).reply(authenticate);
      stub.when({ opcode: 'AUTH_RESPONSE' }).reply(authChallenge(Buffer.from('who?')));
    },
    named: `Answering.evaluateChallenge() of the authentication provider has not called back, for ${authenticatorClass}`,
  },
  'USE of protocol v4': {
    changes: { versions: new VersionChoice([4]), keyspace: 'shop' },
    prepare: (stub) => void stub.when(/^USE/).drop(),
    named: 'the node has not answered USE "shop"',
  },
};

async function failureOf(endpoint: { address: string; port: number }, changes: object = {}): Promise<Error> {
  const owner = { onLost: never };
  const failure: unknown = await Connection.open(endpoint, { ...options, ...changes }, owner).catch((error) => error);
  expect(failure).toBeInstanceOf(ConnectionError);
  return failure as Error;
}

test.each(Object.entries(steps))('a handshake that hangs at %s', async (_name, { changes, prepare, named }) => {
  await using stub = await CqlStub.start();
  prepare?.(stub);
  const { address, port } = stub.node(0);
  expect((await failureOf({ address, port }, changes)).message).toBe(
    `No connection to ${address}:${port} within 50 ms: ${named}`,
  );
});

test('a handshake that hangs in TLS', async () => {
  const server: Server = createServer((socket) => socket.on('error', never).resume()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const { message } = await failureOf({ address: '127.0.0.1', port }, { ssl: {} });
  expect(message).toBe(`No connection to 127.0.0.1:${port} within 50 ms: the TLS handshake is not complete`);
  await once(server.close(), 'close');
});
