import { ChaosProxy, CqlStub, rows, serverError, voidResult } from '@async-cassandra/testing';
import type { Connection } from '../../src/connection/connection';
import {
  AsyncCluster,
  OperationTimedOutError,
  OverloadedError,
  policies,
  SimpleStatement,
  type AsyncClusterOptions,
  type Node,
} from '../../src/index';

const { ConstantReconnectionPolicy } = policies.reconnection;
const select = new SimpleStatement('SELECT a FROM t', { isIdempotent: true });

function answering(stub: CqlStub): CqlStub {
  stub.when(/./).reply(voidResult());
  stub.when(select.query).reply(rows({ a: 'int' }, [[1]]));
  return stub;
}

function nextEvent(cluster: AsyncCluster, name: 'nodeUp' | 'nodeDown'): Promise<Node> {
  return new Promise((resolve) => cluster.once(name, (node: Node) => resolve(node)));
}

describe('a node that vanishes without a word (half-open)', () => {
  const options: AsyncClusterOptions = {
    idleHeartbeatIntervalMs: 1000,
    connectTimeoutMs: 2000,
    reconnectionPolicy: new ConstantReconnectionPolicy(50),
  };

  test('is found out by its silence; what it owed is asked of others, and it comes back when the network does', async () => {
    await using stub = answering(await CqlStub.start({ nodes: 3 }));
    await using proxy = await ChaosProxy.start(stub);
    await using cluster = new AsyncCluster({ ...proxy.clusterOptions(), ...options });
    const session = await cluster.connect();
    const down = nextEvent(cluster, 'nodeDown');
    proxy.link(0).halfOpen();
    const results = await Promise.all(Array.from({ length: 60 }, () => session.execute(select)));
    expect(results.map(({ length }) => length)).toEqual(results.map(() => 1));
    const lost = await down;
    expect(`${lost.address}:${lost.port}`).toBe(`${proxy.link(0).host}:${proxy.link(0).port}`);
    expect(results.some(({ executionInfo }) => executionInfo.attempts[0]!.outcome === 'ConnectionLostError')).toBe(
      true,
    );
    const up = nextEvent(cluster, 'nodeUp');
    await proxy.heal();
    expect(await up).toBe(lost);
    await expect(session.execute(select, [], { host: lost })).resolves.toMatchObject({ length: 1 });
  });

  test('takes the control connection with it, which moves', async () => {
    await using stub = answering(await CqlStub.start({ nodes: 3 }));
    await using proxy = await ChaosProxy.start(stub);
    await using cluster = new AsyncCluster({ ...proxy.clusterOptions(), ...options });
    await cluster.connect();
    const listening = stub.connections.find(({ eventTypes }) => eventTypes.length > 0)!;
    proxy.link(listening.node).halfOpen();
    await stub.received({ opcode: 'REGISTER', where: ({ node }) => node !== listening.node });
  });
});

describe('requests that a node never answers', () => {
  test('make their connection be replaced when there are too many, and nobody else fails', async () => {
    await using stub = answering(await CqlStub.start());
    stub.when('SELECT never').drop();
    await using cluster = new AsyncCluster({ ...stub.clusterOptions(), maxRequestsPerConnection: 64 });
    const session = await cluster.connect();
    const replaced = stub.connections.find(({ eventTypes }) => eventTypes.length === 0)!;
    let answered = 0;
    for (let round = 0; round < 4; round++) {
      const unanswered = Array.from({ length: 10 }, () => session.execute('SELECT never', [], { timeoutMs: 30 }));
      const others = Array.from({ length: 10 }, () => session.execute(select).then(() => answered++));
      for (const request of unanswered) await expect(request).rejects.toThrow(OperationTimedOutError);
      await Promise.all(others);
    }
    expect(answered).toBe(40);
    await stub.connectionsAre((connections) => connections.length === 2 && !connections.includes(replaced));
    await expect(session.execute(select)).resolves.toMatchObject({ length: 1 });
  });
});

describe('a server that stops reading', () => {
  test('gets no more than fits the buffers on the way; the rest waits outside, and goes on when it reads again', async () => {
    await using stub = answering(await CqlStub.start());
    await using cluster = new AsyncCluster({ ...stub.clusterOptions(), requestTimeoutMs: 0 });
    const session = await cluster.connect();
    const [node] = cluster.nodes;
    const [connection] = node!.pool!.connections as [Connection];
    stub.node(0).pauseReading();
    const note = 'x'.repeat(100_000);
    const requests = Array.from({ length: 400 }, () => session.execute(`INSERT INTO t (a) VALUES ('${note}')`));
    // 40 MB want to go out. What the kernel has taken, what the socket holds and what gathers for it:
    const { inFlight, queued } = session.requests;
    expect(inFlight + queued).toBe(400);
    expect(inFlight).toBeLessThan(200);
    expect(connection.hasCapacity).toBe(false);
    stub.node(0).resumeReading();
    await Promise.all(requests);
    expect(session.requests).toEqual({ inFlight: 0, queued: 0 });
  });
});

describe('a server that sheds load', () => {
  test('answers with OverloadedError, which goes to the caller when every node says so; a write is sent once', async () => {
    await using stub = answering(await CqlStub.start({ nodes: 3 }));
    stub.when(/overload/).reply(serverError.overloaded());
    await using cluster = new AsyncCluster(stub.clusterOptions());
    const session = await cluster.connect();
    await expect(session.execute('SELECT overload')).rejects.toThrow(OverloadedError);
    expect(new Set(stub.executions.map(({ node }) => node)).size).toBe(3);
    stub.clearRequests();
    await expect(session.execute('INSERT overload')).rejects.toThrow(OverloadedError);
    expect(stub.executions).toHaveLength(1);
  });
});

describe('a status event', () => {
  test('DOWN changes nothing while connections are open', async () => {
    await using stub = answering(await CqlStub.start({ nodes: 2 }));
    await using cluster = new AsyncCluster({ ...stub.clusterOptions(), statusEventRefreshWindowMs: 20 });
    const session = await cluster.connect();
    expect(stub.sendStatusChange('DOWN', stub.node(1))).toBe(1);
    await session.execute(select, [], { host: stub.node(1).endpoint });
    expect(cluster.nodes.map(({ isUp }) => isUp)).toEqual([true, true]);
  });

  test('UP ends the wait for a node at once', async () => {
    await using stub = answering(await CqlStub.start({ nodes: 2 }));
    const reconnectionPolicy = new ConstantReconnectionPolicy(60_000);
    await using cluster = new AsyncCluster({ ...stub.clusterOptions(), reconnectionPolicy });
    await cluster.connect();
    const [other] = stub.nodes.filter((node) => !node.connections.some(({ eventTypes }) => eventTypes.length > 0));
    const down = nextEvent(cluster, 'nodeDown');
    await other!.stop();
    await down;
    const up = nextEvent(cluster, 'nodeUp');
    await other!.start();
    stub.sendStatusChange('UP', other!);
    expect((await up).endpoint).toBe(other!.endpoint);
  });
});
