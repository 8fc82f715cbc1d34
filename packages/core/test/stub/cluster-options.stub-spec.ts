// Every option of a cluster, and of connecting, is seen on the wire or in what happens. Those that a profile has too: options.stub-spec.ts.
import { AstraStandIn, CqlStub, rows, schemaChange, type CqlStubOptions } from '@async-cassandra/testing';
import {
  AsyncCluster,
  AsyncLoadBalancingPolicy,
  AsyncRetryPolicy,
  codec,
  createMonitoredSession,
  InMemoryMetricsCollector,
  MetricsMiddleware,
  OverloadError,
  policies,
  RateLimitedSession,
  TimeoutError,
  type AsyncClusterOptions,
  type Codec,
  type DatacenterFailover,
  type EncodingOptions,
  type RetryBackoff,
} from '../../src/index';
import { walkAll, type Observe, type OptionOf } from '../walk-options';
import { connectStub, type ConnectedStub } from './connected-stub';

const connect = (options: AsyncClusterOptions = {}, stubOptions: CqlStubOptions = {}): Promise<ConnectedStub> =>
  connectStub(options, stubOptions, /./);

/** The error of a connect that ends after its first attempt. */
async function failureOf(stub: CqlStub, options: AsyncClusterOptions): Promise<string> {
  await using cluster = new AsyncCluster({ ...stub.clusterOptions(), ...options });
  const failure = await cluster.connect().catch((error: Error) => error);
  const texts: string[] = [];
  for (let error: unknown = failure; error instanceof Error; error = error.cause) {
    const { innerErrors = {} } = error as { innerErrors?: Record<string, Error> };
    texts.push(error.message, ...Object.values(innerErrors).map(({ message }) => message));
  }
  return texts.join('\n');
}

const write = 'INSERT INTO shop.t (a) VALUES (1)';
const twoDatacenters: CqlStubOptions = { nodes: [{ datacenter: 'a' }, { datacenter: 'b' }] };
const never = 600_000;

/** Resolves after whatever the events that were sent have set off at once. */
async function settle({ session }: ConnectedStub): Promise<void> {
  for (let i = 0; i < 3; i++) await session.execute(write);
}

/** With no window what an event asks for is done; within a long one it is put off. */
async function seeWindow(
  option: 'topologyEventRefreshWindowMs' | 'statusEventRefreshWindowMs',
  send: (it: ConnectedStub) => Promise<void>,
): Promise<void> {
  const windows = { topologyEventRefreshWindowMs: never, statusEventRefreshWindowMs: never };
  for (const windowMs of [never, 0]) {
    await using it = await connect({ ...windows, [option]: windowMs });
    it.stub.clearRequests();
    await send(it);
    await settle(it);
    if (windowMs === 0) await it.stub.received({ query: /system.peers/ });
    else expect(it.stub.requests.filter(({ query }) => query?.includes('system.peers'))).toEqual([]);
  }
}

/** Rows hold twice what is stored. */
const doubled = (target: { readonly type: string } | { readonly column: string }): Codec =>
  codec({ ...target, decode: (value: number) => value * 2, encode: (value: number) => value / 2 } as never);

/** What is read of two columns that hold 10, and what is written of 10 to both. */
async function throughCodec({ stub, session }: ConnectedStub): Promise<unknown[]> {
  const inTable = { keyspace: 'shop', table: 't' };
  const insert = 'INSERT INTO shop.t (a, b) VALUES (?, ?)';
  stub.when('SELECT a, b').reply(rows({ a: 'int', b: 'int' }, [[10, 10]], inTable));
  stub.when(insert).variables({ a: 'int', b: 'int' }, inTable);
  await session.execute(insert, [10, 10]);
  const written = stub.executions.at(-1)!.values!.map((value) => value!.readInt32BE());
  return [(await session.execute('SELECT a, b')).one(), written];
}

type OwnOption = Exclude<OptionOf<'clusterBag'>, OptionOf<'profileBag'>>;

walkAll('clusterBag', {
  contactPoints: async () => {
    await using other = await CqlStub.start();
    await using it = await connect({ contactPoints: [other.node(0).endpoint] });
    expect(it.stub.requests).toEqual([]);
    expect(it.cluster.nodes.map(({ endpoint }) => endpoint)).toEqual([other.node(0).endpoint]);
  },
  port: async () => {
    await using other = await CqlStub.start();
    await using it = await connect({ contactPoints: ['127.0.0.1'], port: other.port });
    expect(it.cluster.nodes.map(({ endpoint }) => endpoint)).toEqual([other.node(0).endpoint]);
  },
  localDatacenter: async () => {
    for (const localDatacenter of ['a', 'b']) {
      await using it = await connect({ localDatacenter }, twoDatacenters);
      await it.session.execute(write);
      expect(it.stub.node(it.stub.executions[0]!.node).datacenter).toBe(localDatacenter);
    }
  },
  localRack: async () => {
    const racks: CqlStubOptions = { nodes: [{ rack: 'a' }, { rack: 'b' }] };
    for (const localRack of ['a', 'b']) {
      await using it = await connect({ localRack }, racks);
      await it.session.execute(write);
      expect(it.stub.node(it.stub.executions[0]!.node).rack).toBe(localRack);
    }
  },
  datacenterFailover: async () => {
    await using it = await connect({ datacenterFailover: { datacenters: ['b'] }, consistency: 'one' }, twoDatacenters);
    await it.stub.node(0).stop();
    await it.session.execute(write);
    expect(it.stub.node(it.stub.executions[0]!.node).datacenter).toBe('b');
  },
  authProvider: async () => {
    const credentials = { username: 'ada', password: 'of the day' };
    await using it = await connect({ authProvider: credentials }, { credentials });
    await it.session.execute(write);
    const authProvider = { ...credentials, password: 'another' };
    await expect(new AsyncCluster({ ...it.stub.clusterOptions(), authProvider }).connect()).rejects.toMatchObject({
      name: 'AuthenticationError',
    });
  },
  allowedAuthenticators: async () => {
    const credentials = { username: 'ada', password: 'of the day' };
    const classes = ['org.apache.cassandra.auth.PasswordAuthenticator', 'com.example.AnotherAuthenticator'];
    await using it = await connect({ authProvider: credentials, allowedAuthenticators: classes }, { credentials });
    await it.session.execute(write);
    it.stub.clearRequests();
    const failure = await failureOf(it.stub, { authProvider: credentials, allowedAuthenticators: classes.slice(1) });
    expect(failure).toMatch(/authenticator 'org\.apache\..*PasswordAuthenticator'; allowedAuthenticators has com\./);
    expect(it.stub.requests.filter(({ opcode }) => opcode === 'AUTH_RESPONSE')).toEqual([]);
    const withoutProvider = { allowedAuthenticators: classes };
    expect(() => new AsyncCluster(withoutProvider)).toThrow("has no effect without 'authProvider'");
  },
  reconnectionPolicy: async () => {
    const reconnectionPolicy = new policies.reconnection.ConstantReconnectionPolicy(1);
    await using it = await connect({ reconnectionPolicy });
    const asked = new Promise<void>((resolve) => {
      jest.spyOn(reconnectionPolicy, 'newSchedule').mockImplementation(() => {
        resolve();
        return [1].values();
      });
    });
    await it.stub.node(0).stop();
    await asked;
  },
  timestampGenerator: async () => {
    await using it = await connect({ timestampGenerator: { next: () => 42 } });
    await it.session.execute(write);
    expect(it.stub.executions[0]!.timestamp).toBe(42n);
  },
  addressTranslator: async () => {
    await using behind = await CqlStub.start();
    const asked: unknown[] = [];
    const addressTranslator = (host: string, port: number) => {
      asked.push([host, port]);
      return { host: behind.node(0).address, port: behind.port };
    };
    await using stub = await CqlStub.start({ nodes: 2 });
    await using cluster = new AsyncCluster({
      ...stub.clusterOptions(),
      contactPoints: [stub.node(0).address],
      addressTranslator,
    });
    await cluster.connect();
    expect(asked).toContainEqual([stub.node(1).address, stub.port]);
    await behind.connectionsAre(1);
  },
  ssl: async () => {
    await using stub = await CqlStub.start();
    await using cluster = new AsyncCluster({ ...stub.clusterOptions(), ssl: true });
    await expect(cluster.connect(undefined, { timeoutMs: 100 })).rejects.toThrow(TimeoutError);
    // What came is no envelope: a TLS handshake, which the stub does not answer.
    expect(stub.requests).toEqual([]);
  },
  sniProxy: async () => {
    await using stub = await CqlStub.start();
    const { hostId, endpoint } = stub.node(0);
    await using proxy = await AstraStandIn.start({ nodes: { [hostId]: endpoint }, localDatacenter: 'datacenter1' });
    const { 'ca.crt': ca, cert, key } = proxy.bundleFiles;
    const location = { host: '127.0.0.1', port: proxy.port, hostIds: [hostId] };
    await using cluster = new AsyncCluster({ ssl: { ca, cert, key }, sniProxy: () => location });
    await cluster.connect();
    expect(cluster.nodes.map((node) => node.endpoint)).toEqual([`127.0.0.1:${proxy.port}/${hostId}`]);
  },
  allowProtocolV4: async () => {
    await using it = await connect({ allowProtocolV4: true }, { protocolVersions: [3, 4] });
    expect(it.cluster.protocolVersion).toBe(4);
    expect(await failureOf(it.stub, { allowProtocolV4: false, protocolVersion: undefined })).toContain(
      'allowProtocolV4',
    );
  },
  protocolVersion: async () => {
    await using it = await connect({ allowProtocolV4: true, protocolVersion: 4 });
    await it.session.execute(write);
    expect(it.stub.executions[0]!.version).toBe(4);
  },
  compression: async () => {
    for (const compression of ['lz4', 'none'] as const) {
      await using it = await connect({ compression });
      expect(it.stub.connections.some(({ usesCompression }) => usesCompression)).toBe(compression === 'lz4');
    }
  },
  connectionsPerNode: async () => {
    for (const connectionsPerNode of [1, 3]) {
      await using it = await connect({ connectionsPerNode });
      // Including the control connection.
      await it.stub.connectionsAre(connectionsPerNode + 1);
    }
  },
  connectionsPerShard: async () => {
    for (const connectionsPerShard of [0, 2]) {
      await using it = await connect({ connectionsPerShard }, { nodes: [{ shards: { count: 3 } }] });
      // Including the control connection. Without a choice of shards, connectionsPerNode counts.
      await it.stub.connectionsAre(1 + (connectionsPerShard * 3 || 1));
    }
  },
  maxRequestsPerConnection: async () => {
    await using it = await connect({ maxRequestsPerConnection: 2 });
    const held = it.stub.when(write).hold();
    const running = [1, 2, 3].map(() => it.session.execute(write));
    await held.received(2);
    expect(it.session.requests).toEqual({ inFlight: 2, queued: 1 });
    held.release();
    await Promise.all(running);
  },
  maxConcurrentRequests: async () => {
    await using it = await connect({ maxConcurrentRequests: 2 });
    const held = it.stub.when(write).hold();
    const running = [1, 2, 3].map(() => it.session.execute(write));
    await held.received(2);
    expect(it.session.requests).toEqual({ inFlight: 2, queued: 1 });
    held.release();
    await Promise.all(running);
  },
  maxQueuedRequests: async () => {
    await using it = await connect({ maxConcurrentRequests: 1, maxQueuedRequests: 1 });
    const held = it.stub.when(write).hold();
    const running = [1, 2].map(() => it.session.execute(write));
    await expect(it.session.execute(write)).rejects.toThrow(OverloadError);
    held.release();
    await Promise.all(running);
  },
  maxSchemaAgreementWaitMs: async () => {
    await using it = await connect({ maxSchemaAgreementWaitMs: 1 }, { nodes: 2 });
    it.stub.node(1).schemaVersionOverride = '123e4567-e89b-12d3-a456-426614174000';
    const change = { change: 'CREATED', target: 'KEYSPACE', keyspace: 'shop' } as const;
    it.stub.when(/^CREATE/).reply(schemaChange(change));
    expect((await it.session.execute('CREATE KEYSPACE shop')).executionInfo.schemaInAgreement).toBe(false);
  },
  controlConnectionTimeoutMs: async () => {
    await using stub = await CqlStub.start();
    stub.when(/system.local/).drop();
    expect(await failureOf(stub, { controlConnectionTimeoutMs: 31 })).toContain('31 ms');
  },
  connectTimeoutMs: async () => {
    await using stub = await CqlStub.start();
    stub.when({ opcode: 'STARTUP' }).drop();
    expect(await failureOf(stub, { connectTimeoutMs: 31 })).toContain('31 ms');
  },
  idleHeartbeatIntervalMs: async () => {
    await using it = await connect({ idleHeartbeatIntervalMs: 10 });
    it.stub.clearRequests();
    await it.stub.received({ opcode: 'OPTIONS' });
  },
  schemaEventRefreshWindowMs: async () => {
    for (const schemaEventRefreshWindowMs of [never, 0]) {
      await using it = await connect({ schemaEventRefreshWindowMs });
      const heard = jest.fn();
      const first = new Promise((resolve) => it.cluster.once('schemaChanged', (change) => resolve(heard(change))));
      it.stub.sendSchemaChange({ change: 'CREATED', target: 'KEYSPACE', keyspace: 'shop' });
      await settle(it);
      if (schemaEventRefreshWindowMs === 0) await first;
      else expect(heard).not.toHaveBeenCalled();
    }
  },
  topologyEventRefreshWindowMs: () =>
    seeWindow('topologyEventRefreshWindowMs', async ({ stub }) => {
      stub.sendTopologyChange('NEW_NODE', await stub.addNode());
    }),
  statusEventRefreshWindowMs: () =>
    seeWindow('statusEventRefreshWindowMs', async ({ stub }) => {
      stub.sendStatusChange('UP', await stub.addNode());
    }),
  executionProfiles: async () => {
    await using it = await connect({ executionProfiles: { two: { consistency: 'two' } } });
    await it.session.execute(write, [], { executionProfile: 'two' });
    expect(it.stub.executions[0]!.consistency).toBe('TWO');
  },
  encoding: async () => {
    await using it = await connect({ encoding: { useBigIntAsLong: true } });
    it.stub.when('SELECT a').reply(rows({ a: 'bigint' }, [[1n]]));
    expect((await it.session.execute('SELECT a')).one()).toEqual({ a: 1n });
  },
  codecs: async () => {
    await using it = await connect({ codecs: [doubled({ type: 'int' })] });
    expect(await throughCodec(it)).toEqual([{ a: 20, b: 20 }, [5, 5]]);
  },
  applicationName: async () => {
    await using it = await connect({ applicationName: 'orders' });
    const [startup] = it.stub.requests.filter(({ opcode }) => opcode === 'STARTUP');
    expect(startup!.options).toMatchObject({ APPLICATION_NAME: 'orders' });
  },
  applicationVersion: async () => {
    await using it = await connect({ applicationVersion: '1.2' });
    const [startup] = it.stub.requests.filter(({ opcode }) => opcode === 'STARTUP');
    expect(startup!.options).toMatchObject({ APPLICATION_VERSION: '1.2' });
  },
  metrics: async () => {
    const collector = new InMemoryMetricsCollector();
    await using it = await connect({ metrics: new MetricsMiddleware([collector]) });
    await it.session.execute(write);
    expect(collector.recentQueries).toHaveLength(1);
  },
} satisfies Record<OwnOption, () => Promise<void>>);

const column = {
  map: { map: 'int' },
  set: [1],
  long: 1n,
  varint: 1n,
  bytes: Buffer.alloc(6000),
};

/** What a row is read as, with these options of `encoding`. */
async function readWith(encoding: EncodingOptions): Promise<Record<string, unknown>> {
  await using it = await connect({ encoding });
  const types = { map: 'map<text, text>', set: 'set<int>', long: 'bigint', varint: 'varint', bytes: 'blob' } as const;
  it.stub.when('SELECT a').reply(rows(types as never, [Object.values(column)]));
  return (await it.session.execute('SELECT a')).one() as unknown as Record<string, unknown>;
}

walkAll('encodingBag', {
  map: async () => {
    expect((await readWith({ map: Map }))['map']).toEqual(new Map([['map', 'int']]));
  },
  set: async () => {
    expect((await readWith({ set: Set }))['set']).toEqual(new Set([1]));
  },
  copyBuffer: async () => {
    for (const copyBuffer of [true, false]) {
      const { buffer, byteLength } = (await readWith({ copyBuffer }))['bytes'] as Buffer;
      // A view shares the memory of its page.
      expect(buffer.byteLength > byteLength).toBe(!copyBuffer);
    }
  },
  useUndefinedAsUnset: async () => {
    const text = 'INSERT INTO shop.t (a) VALUES (?)';
    for (const useUndefinedAsUnset of [true, false]) {
      await using it = await connect({ encoding: { useUndefinedAsUnset } });
      it.stub.when(text).variables({ a: 'int' });
      await it.session.execute(text, [undefined]);
      expect(it.stub.executions[0]!.values).toEqual([useUndefinedAsUnset ? undefined : null]);
    }
  },
  useBigIntAsLong: async () => {
    expect((await readWith({ useBigIntAsLong: true }))['long']).toBe(1n);
  },
  useBigIntAsVarint: async () => {
    expect((await readWith({ useBigIntAsVarint: true }))['varint']).toBe(1n);
  },
} satisfies Record<OptionOf<'encodingBag'>, () => Promise<void>>);

walkAll('codecBag', {
  type: async () => {
    await using it = await connect({ codecs: [doubled({ type: 'bigint' })] });
    expect(await throughCodec(it)).toEqual([{ a: 10, b: 10 }, [10, 10]]);
  },
  column: async () => {
    await using it = await connect({ codecs: [doubled({ column: 'shop.t.b' })] });
    expect(await throughCodec(it)).toEqual([{ a: 10, b: 20 }, [10, 5]]);
  },
  decode: () => expect(doubled({ type: 'int' }).decode(1)).toBe(2),
  encode: () => expect(doubled({ type: 'int' }).encode(2)).toBe(1),
} satisfies Record<OptionOf<'codecBag'>, Observe>);

walkAll('connectBag', {
  timeoutMs: async () => {
    await using stub = await CqlStub.start();
    stub.when({ opcode: 'STARTUP' }).drop();
    await using cluster = new AsyncCluster(stub.clusterOptions());
    await expect(cluster.connect(undefined, { timeoutMs: 20 })).rejects.toThrow(TimeoutError);
  },
  metrics: async () => {
    await using it = await connect();
    const collector = new InMemoryMetricsCollector();
    const session = await it.cluster.connect(undefined, { metrics: new MetricsMiddleware([collector]) });
    await Promise.all([session.execute(write), it.session.execute(write)]);
    expect(collector.recentQueries).toHaveLength(1);
  },
  signal: async () => {
    await using stub = await CqlStub.start();
    await using cluster = new AsyncCluster(stub.clusterOptions());
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(cluster.connect(undefined, { signal })).rejects.toThrow('enough');
    expect(stub.requests).toEqual([]);
  },
} satisfies Record<OptionOf<'connectBag'>, () => Promise<void>>);

walkAll('monitoredSessionBag', {
  keyspace: async () => {
    await using it = await connect();
    await using monitored = await createMonitoredSession({ ...it.stub.clusterOptions(), keyspace: 'system' });
    expect(monitored.session.keyspace).toBe('system');
  },
  maxConcurrent: async () => {
    await using it = await connect();
    await using monitored = await createMonitoredSession({ ...it.stub.clusterOptions(), maxConcurrent: 3 });
    expect(monitored.session).toBeInstanceOf(RateLimitedSession);
    expect(monitored.session.getMetrics().maxConcurrent).toBe(3);
  },
  warmup: async () => {
    for (const warmup of [true, false]) {
      await using it = await connect();
      it.stub.clearRequests();
      await using _ = await createMonitoredSession({ ...it.stub.clusterOptions(), warmup });
      const checks = it.stub.requests.filter(({ query }) => query === 'SELECT release_version FROM system.local');
      expect(checks).toHaveLength(warmup ? 1 : 0);
    }
  },
} satisfies Record<OptionOf<'monitoredSessionBag'>, () => Promise<void>>);

walkAll('loadBalancingBag', {
  localDatacenter: async () => {
    const loadBalancingPolicy = new AsyncLoadBalancingPolicy({ localDatacenter: 'b' });
    await using it = await connect({ loadBalancingPolicy }, twoDatacenters);
    await it.session.execute(write);
    expect(it.stub.node(it.stub.executions[0]!.node).datacenter).toBe('b');
  },
} satisfies Record<OptionOf<'loadBalancingBag'>, () => Promise<void>>);

/** Where a request goes once the datacenter `a` is gone. */
async function failOver(
  datacenterFailover: DatacenterFailover,
  consistency: 'one' | 'localOne',
): Promise<ConnectedStub> {
  const nodes = ['a', 'b', 'b', 'c'].map((datacenter) => ({ datacenter }));
  const it = await connect({ datacenterFailover, consistency }, { nodes });
  await it.stub.node(0).stop();
  return it;
}

walkAll('failoverBag', {
  datacenters: async () => {
    for (const datacenter of ['b', 'c']) {
      await using it = await failOver({ datacenters: [datacenter] }, 'one');
      await it.session.execute(write);
      expect(it.stub.node(it.stub.executions[0]!.node).datacenter).toBe(datacenter);
    }
  },
  nodesPerDatacenter: async () => {
    await using it = await failOver({ datacenters: ['b'], nodesPerDatacenter: 1 }, 'one');
    for (let i = 0; i < 20; i++) await it.session.execute(write);
    expect(new Set(it.stub.executions.map(({ node }) => node)).size).toBe(1);
    expect(it.cluster.nodes.filter(({ isIgnored }) => isIgnored)).toHaveLength(2);
  },
  allowLocalConsistency: async () => {
    for (const allowLocalConsistency of [false, true]) {
      await using it = await failOver({ datacenters: ['b'], allowLocalConsistency }, 'localOne');
      const outcome = await it.session.execute(write).catch((error: Error) => error.name);
      if (allowLocalConsistency) expect(it.stub.node(it.stub.executions[0]!.node).datacenter).toBe('b');
      else expect(outcome).toBe('NoHostAvailableError');
    }
  },
} satisfies Record<OptionOf<'failoverBag'>, () => Promise<void>>);

/** The delays before the first retries. */
function delaysOf(backoff: RetryBackoff): unknown[] {
  const policy = new AsyncRetryPolicy(3, { backoff });
  return [0, 1, 2].map((nbRetry) => {
    const decision = policy.onUnavailable({ query: '', executionOptions: {} as never, nbRetry }, 1, 2, 1);
    return (decision as { readonly delayMs?: number }).delayMs;
  });
}

walkAll('retryPolicyBag', {
  backoff: () => expect(delaysOf({ baseMs: 10, maxMs: 100, jitter: 0 })).toEqual([10, 20, 40]),
} satisfies Record<OptionOf<'retryPolicyBag'>, () => void>);

walkAll('backoffBag', {
  baseMs: () => expect(delaysOf({ baseMs: 3, maxMs: 100, jitter: 0 })).toEqual([3, 6, 12]),
  maxMs: () => expect(delaysOf({ baseMs: 10, maxMs: 15, jitter: 0 })).toEqual([10, 15, 15]),
  jitter: () => {
    const [first, second, third] = delaysOf({ baseMs: 10, maxMs: 100, jitter: 0.5 });
    for (const [delayMs, longest] of [
      [first, 10],
      [second, 20],
      [third, 40],
    ] as [number, number][]) {
      expect(delayMs).toBeGreaterThanOrEqual(longest / 2);
      expect(delayMs).toBeLessThan(longest);
    }
  },
} satisfies Record<OptionOf<'backoffBag'>, () => void>);
