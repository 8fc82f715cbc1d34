import { rows } from '@async-cassandra/testing';
import { ConnectionLostError, NoHostAvailableError, policies } from '../../src/index';
import { connectStub } from './connected-stub';

const { ConstantReconnectionPolicy } = policies.reconnection;

const failureOf = (request: Promise<unknown>): Promise<unknown> => request.catch((error: unknown) => error);

describe('requests to a node that is waited for', () => {
  const reconnectionPolicy = new ConstantReconnectionPolicy(60_000);

  test('fail at once when its connections do not last, instead of waiting for the next one', async () => {
    await using it = await connectStub({ reconnectionPolicy, requestTimeoutMs: 0 });
    it.stub.when('SELECT poison').reset();
    it.stub.when('SELECT a').reply(rows({ a: 'int' }, [[1]]));
    let failure: unknown;
    // A connection that lasted for a second, on a slow machine, is replaced at once.
    do failure = await failureOf(it.session.execute('SELECT poison'));
    while (failure instanceof ConnectionLostError);
    expect(failure).toBeInstanceOf(NoHostAvailableError);
    await expect(it.session.execute('SELECT a')).rejects.toThrow(NoHostAvailableError);
    expect(it.session.requests).toEqual({ inFlight: 0, queued: 0 });
  });

  test('go on at once when its connections were of use before they were lost', async () => {
    await using it = await connectStub({ reconnectionPolicy });
    it.stub.when('SELECT a').reply(rows({ a: 'int' }, [[1]]));
    for (let losses = 0; losses < 4; losses++) {
      await Promise.all(Array.from({ length: 20 }, () => it.session.execute('SELECT a')));
      it.stub.when('SELECT a').once().reset();
      await expect(it.session.execute('SELECT a')).resolves.toMatchObject({ length: 1 });
    }
  });

  test('fail at once when they waited for room on a connection that is lost', async () => {
    await using it = await connectStub({ reconnectionPolicy, requestTimeoutMs: 0, maxRequestsPerConnection: 2 });
    const held = it.stub.when(/SELECT \d/).hold();
    const requests = Array.from({ length: 5 }, (_, i) => failureOf(it.session.execute(`SELECT ${i}`)));
    await held.received(2);
    await it.stub.node(0).stop();
    for (const outcome of await Promise.all(requests)) expect(outcome).toBeInstanceOf(NoHostAvailableError);
  });
});
