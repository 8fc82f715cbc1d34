import { ChaosProxy } from '../../src/chaos/chaos-proxy';
import { EchoServer } from './echo-server';
import { LineClient } from './line-client';

/** A server, a proxy in front of it, and a client that goes through. */
async function connected() {
  const server = await EchoServer.start();
  const proxy = await ChaosProxy.start(server);
  const client = await LineClient.connect(proxy.port);
  await client.echo('hello');
  const end = async (): Promise<void> => {
    await client[Symbol.asyncDispose]();
    await proxy.close();
    await server[Symbol.asyncDispose]();
  };
  return { server, proxy, client, [Symbol.asyncDispose]: end };
}

describe('a chaos proxy without faults', () => {
  it('passes everything on and counts it', async () => {
    await using setup = await connected();
    const { proxy, client } = setup;
    expect(await client.echo('x'.repeat(3_000_000))).toBe('x'.repeat(3_000_000));
    expect(proxy.stats).toEqual({
      connections: 1,
      openConnections: 1,
      bytesToServer: 3_000_005,
      bytesToClient: 3_000_005,
    });
    expect(proxy.link(0).connections[0]).toMatchObject({ bytesToServer: 3_000_005, isOpen: true });
  });

  it('passes the end on in both directions', async () => {
    await using setup = await connected();
    const { server, proxy, client } = setup;
    client.socket.end();
    expect(await client.closed).toBe('end');
    await proxy.until(({ openConnections }) => openConnections === 0);
    await using second = await LineClient.connect(proxy.port);
    await second.echo('a');
    server.sockets.forEach((socket) => socket.end());
    expect(await second.closed).toBe('end');
    await proxy.until(({ openConnections }) => openConnections === 0);
  });

  it('passes a reset on in both directions', async () => {
    await using setup = await connected();
    const { server, proxy, client } = setup;
    server.sockets.forEach((socket) => socket.resetAndDestroy());
    expect(await client.closed).toBe('reset');
    await using second = await LineClient.connect(proxy.port);
    await second.echo('a');
    const [socket] = server.sockets;
    const seen = new Promise((resolve) => socket!.once('error', (error) => resolve(error)));
    second.socket.resetAndDestroy();
    expect(await seen).toMatchObject({ code: 'ECONNRESET' });
    await proxy.until(({ openConnections }) => openConnections === 0);
  });

  it('resets a client whose node does not listen', async () => {
    const server = await EchoServer.start();
    await using proxy = await ChaosProxy.start(server);
    await server[Symbol.asyncDispose]();
    await using client = await LineClient.connect(proxy.port);
    expect(await client.closed).toBe('reset');
  });
});

describe('latency and throttle', () => {
  it('lose nothing and keep the order', async () => {
    await using setup = await connected();
    const { proxy, client } = setup;
    proxy.latency(1, { jitterMs: 3 }).throttle(1_000_000);
    const text = Array.from({ length: 5_000 }, (_, index) => `${index};`).join('');
    expect(await client.echo(text)).toBe(text);
    client.socket.end();
    expect(await client.closed).toBe('end');
  });

  it('are lifted for what is on its way', async () => {
    await using setup = await connected();
    const { proxy, client } = setup;
    proxy.throttle(1);
    const answer = client.echo('x'.repeat(10_000));
    await proxy.until(({ bytesToServer }) => bytesToServer > 'hello'.length);
    proxy.throttle(null);
    expect(await answer).toHaveLength(10_000);
  });

  it.each([
    ['latency', () => (proxy: ChaosProxy) => proxy.latency(-1)],
    ['throttle', () => (proxy: ChaosProxy) => proxy.throttle(0)],
    ['dropAfter', () => (proxy: ChaosProxy) => proxy.dropAfter(Number.NaN)],
  ])('refuse a value out of range: %s', async (_, ask) => {
    await using setup = await connected();
    expect(() => ask()(setup.proxy)).toThrow(RangeError);
  });
});

describe('pause', () => {
  it('keeps what the server sends, until resume', async () => {
    await using setup = await connected();
    const { server, proxy, client } = setup;
    proxy.pause('toClient');
    const answer = client.echo('again');
    await proxy.until(({ bytesToServer }) => bytesToServer === 10);
    expect(proxy.stats.bytesToClient).toBe(5);
    proxy.resume();
    expect(await answer).toBe('again');
    expect(server.received).toBe(10);
  });

  it('makes the sender wait', async () => {
    await using setup = await connected();
    const { server, proxy, client } = setup;
    proxy.pause('toServer');
    // More than the buffers of the system hold.
    const size = 24 * 1024 * 1024;
    const answer = client.echo('x'.repeat(size));
    await using second = await LineClient.connect(proxy.port);
    second.socket.write('x');
    await proxy.until(({ connections }) => connections === 2);
    expect(client.socket.writableLength).toBeGreaterThan(0);
    expect(server.received).toBe(5);
    proxy.resume();
    expect(await answer).toHaveLength(size);
    await second.until(() => second.received === 'x');
  });
});

describe('half-open', () => {
  it('swallows everything and keeps the sockets', async () => {
    await using setup = await connected();
    const { server, proxy, client } = setup;
    proxy.halfOpen();
    client.socket.write('lost');
    await using late = await LineClient.connect(proxy.port);
    late.socket.write('lost');
    server.sockets.forEach((socket) => socket.write('lost'));
    await proxy.until(({ connections }) => connections === 2);
    await proxy.heal();
    await using fresh = await LineClient.connect(proxy.port);
    expect(await fresh.echo('found')).toBe('found');
    expect([client.received, late.received, server.received]).toEqual(['hello', '', 'hellofound'.length]);
    expect([client.socket.destroyed, late.socket.destroyed]).toEqual([false, false]);
  });

  it('does not tell the client that the server is gone', async () => {
    await using other = await EchoServer.start();
    await using setup = await connected();
    const { server, proxy, client } = setup;
    const elsewhere = await proxy.addTarget({ host: '127.0.0.1', port: other.port });
    proxy.link(0).halfOpen();
    server.sockets.forEach((socket) => socket.resetAndDestroy());
    await server[Symbol.asyncDispose]();
    client.socket.write('anyone?');
    await using late = await LineClient.connect(proxy.port);
    // What could reach the two has done so when the other link has answered a few times.
    await using control = await LineClient.connect(elsewhere.port);
    for (let count = 0; count < 5; count++) {
      await control.echo('a');
    }
    expect([client.socket.destroyed, late.socket.destroyed]).toEqual([false, false]);
    expect(proxy.link(0).stats.openConnections).toBe(2);
  });

  it('ends when the client gives up', async () => {
    await using setup = await connected();
    const { proxy, client } = setup;
    proxy.halfOpen();
    client.socket.destroy();
    await proxy.until(({ openConnections }) => openConnections === 0);
  });
});

describe('connections', () => {
  it('are reset, all or one', async () => {
    await using setup = await connected();
    const { proxy, client } = setup;
    await using second = await LineClient.connect(proxy.port);
    await second.echo('a');
    proxy.link(0).connections[1]!.reset();
    expect(await second.closed).toBe('reset');
    expect(await client.echo('b')).toBe('b');
    proxy.resetConnections();
    expect(await client.closed).toBe('reset');
    await proxy.until(({ openConnections }) => openConnections === 0);
  });

  it('are closed in order', async () => {
    await using setup = await connected();
    setup.proxy.closeConnections();
    expect(await setup.client.closed).toBe('end');
    await setup.proxy.until(({ openConnections }) => openConnections === 0);
  });

  it('are refused, and accepted again on the same port', async () => {
    await using setup = await connected();
    const { proxy, client } = setup;
    const { port } = proxy;
    proxy.refuseConnections();
    await expect(LineClient.connect(port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect(await client.echo('still')).toBe('still');
    await proxy.acceptConnections();
    await using second = await LineClient.connect(port);
    expect(await second.echo('a')).toBe('a');
  });

  it.each([
    ['reset', 'reset'],
    ['close', 'end'],
  ] as const)('end after so many bytes: %s', async (how, seen) => {
    await using setup = await connected();
    const { proxy, client } = setup;
    proxy.dropAfter(3, { how });
    client.socket.write('abcdef');
    expect(await client.closed).toBe(seen);
    expect(client.received).toBe('helloabc');
    expect(proxy.stats.bytesToClient).toBe(8);
  });

  it('go dead after so many bytes', async () => {
    await using setup = await connected();
    const { proxy, client } = setup;
    proxy.dropAfter(3, { how: 'halfOpen', direction: 'toServer' });
    client.socket.write('abcdef');
    await proxy.until(({ bytesToServer }) => bytesToServer === 8);
    await using second = await LineClient.connect(proxy.port);
    await second.echo('xy');
    expect(client.received).toBe('hello');
    expect(client.socket.destroyed).toBe(false);
    expect(proxy.link(0).connections[0]!.isHalfOpen).toBe(true);
  });

  it('end with the proxy, and nothing of it is left', async () => {
    await using setup = await connected();
    const { server, proxy, client } = setup;
    const { port } = proxy;
    const waiting = Promise.allSettled([proxy.until(({ connections }) => connections === 9)]);
    await proxy.close();
    expect(proxy.stats.openConnections).toBe(0);
    await proxy.close();
    await client.closed;
    expect(await waiting).toMatchObject([
      { status: 'rejected', reason: { message: expect.stringContaining('closed') as string } },
    ]);
    await expect(LineClient.connect(port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect(server.received).toBe(5);
  });
});

describe('a proxy in front of several nodes', () => {
  it('leads to each of them, and knows their addresses', async () => {
    await using first = await EchoServer.start();
    await using second = await EchoServer.start();
    const nodes = { contactPoints: ['127.0.0.1', ...second.contactPoints], port: first.port, localDatacenter: 'dc' };
    await using proxy = await ChaosProxy.start(nodes);
    expect(proxy.clusterOptions()).toMatchObject({
      contactPoints: proxy.links.map(({ port }) => `127.0.0.1:${port}`),
      localDatacenter: 'dc',
    });
    expect(proxy.addressTranslator('127.0.0.1', second.port)).toEqual({ host: '127.0.0.1', port: proxy.link(1).port });
    expect(proxy.addressTranslator('10.9.8.7', 1)).toEqual({ host: '10.9.8.7', port: 1 });
    expect(proxy.link(`127.0.0.1:${second.port}`)).toBe(proxy.link(1));
    expect(() => proxy.link(2)).toThrow('has no link 2');

    await using client = await LineClient.connect(proxy.link(1).port);
    await client.echo('abc');
    expect([first.received, second.received]).toEqual([0, 3]);
    proxy.link(0).refuseConnections();
    await expect(LineClient.connect(proxy.link(0).port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect(await client.echo('d')).toBe('d');
  });

  it('takes one more node later', async () => {
    await using first = await EchoServer.start();
    await using second = await EchoServer.start();
    await using proxy = await ChaosProxy.start(first);
    const link = await proxy.addTarget({ host: '127.0.0.1', port: second.port });
    expect(proxy.addressTranslator('127.0.0.1', second.port).port).toBe(link.port);
  });
});
