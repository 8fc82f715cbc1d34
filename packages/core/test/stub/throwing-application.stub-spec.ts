import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { createServer } from 'node:tls';
import { CqlStub, pagedRows, rows } from '@async-cassandra/testing';
import { expiredCertificate, expiredCertificateKey } from '../fixture/expired-certificate';
import { runProgram } from '../fixture/run-program';

const rowsPerRound = 400;
const rounds = 2;

async function startStub(): Promise<CqlStub> {
  const stub = await CqlStub.start();
  const content = Array.from({ length: rowsPerRound }, (_, id) => [id, `the name of ${id}`]);
  stub.when('SELECT id, name FROM many').reply(pagedRows({ id: 'int', name: 'text' }, content));
  stub.when('SELECT name FROM one').reply(rows({ name: 'text' }, [['x'.repeat(3000)]]));
  return stub;
}

/** TLS in front of the stub. */
async function startTls(port: number): Promise<AsyncDisposable & { readonly port: number }> {
  const server = createServer({ cert: expiredCertificate, key: expiredCertificateKey }, (socket) => {
    const behind = connect({ host: '127.0.0.1', port, noDelay: true });
    for (const end of [socket, behind]) end.on('error', () => {});
    socket.pipe(behind).pipe(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: async () => void (await once(server.close(), 'close')),
  };
}

describe('an application that throws in its own callbacks while answers are handled, and survives it', () => {
  test.each([
    ['process.nextTick', 'nextTick', false],
    ['process.nextTick, over TLS', 'nextTick', true],
    ['a callback of util.callbackify', 'callbackify', false],
    ['a callback of util.callbackify, over TLS', 'callbackify', true],
  ])('gets every row of its streams as it is, and its later requests work: %s', async (_, throwIn, ssl) => {
    await using stub = await startStub();
    const options = stub.clusterOptions();
    await using tls = await startTls(options.port);
    const settings = {
      options: { ...options, port: ssl ? tls.port : options.port, ssl },
      throwIn,
      rowsPerRound,
      rounds,
    };
    await expect(runProgram('throws-while-answers-come', settings)).resolves.toEqual({
      survived: (rowsPerRound / 8) * rounds,
      wrong: [],
      last: 1,
    });
    expect(stub.violations).toEqual([]);
  });
});
