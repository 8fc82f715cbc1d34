import { AsyncLocalStorage } from 'node:async_hooks';
import { CqlStub, pages, rows, serverError, voidResult, type CqlStubOptions } from '@async-cassandra/testing';
import { Registry } from 'prom-client';
import {
  AsyncCluster,
  channels,
  ConfigurationError,
  ConnectionMonitor,
  InMemoryMetricsCollector,
  logRequests,
  MetricsCollector,
  MetricsMiddleware,
  OperationTimedOutError,
  OverloadError,
  policies,
  PrometheusMetricsCollector,
  RateLimitedSession,
  types,
  type AsyncCassandraSession,
  type AsyncClusterOptions,
  type ConnectionClosedMessage,
  type ConnectionMessage,
  type NodeMessage,
  type RequestLogEntry,
  type RequestMessage,
} from '../../src/index';
import { samplesOf, sumOf } from '../prometheus-samples';

interface Observed extends AsyncDisposable {
  readonly stub: CqlStub;
  readonly cluster: AsyncCluster;
  readonly session: AsyncCassandraSession;
  readonly registry: Registry;
  readonly memory: InMemoryMetricsCollector;
}

const threeNodes: CqlStubOptions = { nodes: 3 };

async function observe(options: AsyncClusterOptions = {}, stubOptions?: CqlStubOptions): Promise<Observed> {
  const stub = await CqlStub.start(stubOptions);
  stub.when(/./).reply(voidResult());
  const registry = new Registry();
  const memory = new InMemoryMetricsCollector();
  const metrics = new MetricsMiddleware([memory, new PrometheusMetricsCollector({ registry })]);
  const cluster = new AsyncCluster({ ...stub.clusterOptions(), metrics, ...options });
  const session = await cluster.connect();
  return {
    stub,
    cluster,
    session,
    registry,
    memory,
    async [Symbol.asyncDispose]() {
      await cluster.shutdown();
      await stub.close();
    },
  };
}

type Listener = (message: unknown, name: string | symbol) => void;

interface Listenable {
  subscribe(listener: Listener): void;
  unsubscribe(listener: Listener): unknown;
}

/** Listens to a channel until it is disposed of; `until` waits for messages. */
function listen<M>(channel: Listenable) {
  const messages: M[] = [];
  let wake: (() => void) | undefined;
  const onMessage = (message: unknown): void => {
    messages.push(message as M);
    wake?.();
  };
  channel.subscribe(onMessage);
  return {
    messages,
    async until(condition: (messages: readonly M[]) => boolean): Promise<M[]> {
      while (!condition(messages)) await new Promise<void>((resolve) => (wake = resolve));
      return messages;
    },
    [Symbol.dispose]: () => void channel.unsubscribe(onMessage),
  };
}

describe('metrics', () => {
  test('are none of a session unless they are given, to the cluster or to connect', async () => {
    const forCluster = new MetricsMiddleware([]);
    await using it = await observe({ metrics: forCluster });
    expect(it.session.metrics).toBe(forCluster);
    const forSession = new MetricsMiddleware([]);
    expect((await it.cluster.connect(undefined, { metrics: forSession })).metrics).toBe(forSession);
    await using plain = new AsyncCluster(it.stub.clusterOptions());
    expect((await plain.connect()).metrics).toBeUndefined();
    await expect(plain.connect(undefined, { metrics: {} as never })).rejects.toThrow(ConfigurationError);
    expect(() => new AsyncCluster({ metrics: {} as never })).toThrow(/'metrics' must be a MetricsMiddleware/);
  });

  test('count calls, not what connecting asks', async () => {
    await using it = await observe();
    expect(it.memory.getStats().queryPerformance.totalQueries).toBe(0);
    await it.session.execute('SELECT a FROM t');
    expect(it.memory.getStats()).toMatchObject({
      queryPerformance: { totalQueries: 1, successRate: 1 },
      topQueries: [{ summary: 'SELECT t', count: 1 }],
    });
  });

  test('count a result of many pages once, and its pages and rows', async () => {
    await using it = await observe();
    it.stub.when('SELECT a FROM t').reply(pages({ a: 'int' }, [[[1], [2]], [], [[3]]]));
    await it.session.execute('SELECT a FROM t');
    expect(await sumOf(it.registry, 'cassandra_queries_total')).toBe(1);
    expect(await samplesOf(it.registry, 'cassandra_pages_total')).toEqual({ '{scope="all"}': 3 });
    expect(await samplesOf(it.registry, 'cassandra_rows_total')).toEqual({ '{scope="all"}': 3 });
    for await (const _ of await it.session.executeStream('SELECT a FROM t')) expect(_).toBeDefined();
    expect(await samplesOf(it.registry, 'cassandra_pages_total')).toEqual({ '{scope="all"}': 3, '{scope="page"}': 3 });
    expect(await sumOf(it.registry, 'cassandra_queries_total')).toBe(4);
  });

  test('count retries by their kind, and the errors of attempts by node', async () => {
    await using it = await observe({}, threeNodes);
    it.stub
      .when('SELECT a')
      .once()
      .reply(serverError.readTimeout({ received: 2, required: 2 }));
    it.stub.when('SELECT a').once().reply(serverError.overloaded());
    it.stub.when('SELECT a').once().reset();
    it.stub.when('SELECT a').reply(rows({ a: 'int' }, [[1]]));
    await it.session.execute('SELECT a');
    expect(await samplesOf(it.registry, 'cassandra_retries_total')).toEqual({
      '{kind="read_timeout"}': 1,
      '{kind="overloaded"}': 1,
      '{kind="connection_lost"}': 1,
    });
    expect(await sumOf(it.registry, 'cassandra_attempt_errors_total')).toBe(3);
    expect(await sumOf(it.registry, 'cassandra_attempt_duration_seconds_count')).toBe(4);
    expect(await samplesOf(it.registry, 'cassandra_errors_total')).toEqual({});
  });

  test('count speculative executions', async () => {
    const speculativeExecutionPolicy = new policies.speculativeExecution.ConstantSpeculativeExecutionPolicy(20, 1);
    await using it = await observe({ speculativeExecutionPolicy }, threeNodes);
    it.stub.when('SELECT a').once().drop();
    it.stub.when('SELECT a').reply(rows({ a: 'int' }, [[1]]));
    await it.session.execute('SELECT a', [], { isIdempotent: true });
    expect(await sumOf(it.registry, 'cassandra_speculative_executions_total')).toBe(1);
    expect(await sumOf(it.registry, 'cassandra_orphaned_requests')).toBe(1);
  });

  test('count prepared texts that are found, that are not, and that a node had forgotten', async () => {
    await using it = await observe();
    it.stub
      .when('SELECT a FROM t WHERE b = ?')
      .variables({ b: 'int' })
      .columns({ a: 'int' })
      .reply(rows({ a: 'int' }, []));
    for (let run = 0; run < 3; run++) await it.session.execute('SELECT a FROM t WHERE b = ?', [run]);
    it.stub.node(0).forgetPrepared();
    await it.session.execute('SELECT a FROM t WHERE b = ?', [3]);
    const value = (name: string): Promise<number> => sumOf(it.registry, `cassandra_${name}`);
    expect(await value('prepared_cache_misses_total')).toBe(1);
    expect(await value('prepared_cache_hits_total')).toBe(3);
    expect(await value('repreparations_total')).toBe(1);
    expect(await value('prepared_statements')).toBe(1);
    expect(await samplesOf(it.registry, 'cassandra_retries_total')).toEqual({ '{kind="unprepared"}': 1 });
    expect(await samplesOf(it.registry, 'cassandra_queries_total')).toEqual({
      '{query_type="prepare",operation="SELECT",success="success"}': 1,
      '{query_type="prepared",operation="SELECT",success="success"}': 4,
    });
  });

  test('show what is in flight, queued and orphaned, and how it ends', async () => {
    await using it = await observe({ maxConcurrentRequests: 2, maxQueuedRequests: 1 });
    const held = it.stub
      .when(/SELECT \d/)
      .hold()
      .reply(voidResult());
    const outcomes = [1, 2, 3, 4].map((each) =>
      it.session
        .execute(`SELECT ${each}`, [], { timeoutMs: each === 1 ? 3000 : 60_000 })
        .catch((error: unknown) => error),
    );
    await held.received(2);
    expect(await sumOf(it.registry, 'cassandra_requests_in_flight')).toBe(2);
    expect(await sumOf(it.registry, 'cassandra_requests_queued')).toBe(1);
    expect(await sumOf(it.registry, 'cassandra_node_requests_in_flight')).toBe(2);
    expect(await outcomes[0]).toBeInstanceOf(OperationTimedOutError);
    expect(await sumOf(it.registry, 'cassandra_orphaned_requests')).toBe(1);
    held.release();
    await Promise.all(outcomes);
    expect(await sumOf(it.registry, 'cassandra_orphaned_requests')).toBe(0);
    expect(await samplesOf(it.registry, 'cassandra_errors_total')).toEqual({
      '{error_type="OverloadError"}': 1,
      '{error_type="OperationTimedOutError"}': 1,
    });
  });

  test('count the end of an aborted request as AbortError, whatever its reason', async () => {
    await using it = await observe();
    const held = it.stub.when('SELECT a').hold().reply(voidResult());
    const giveUp = new AbortController();
    const outcome = it.session.execute('SELECT a', [], { signal: giveUp.signal }).catch((error: unknown) => error);
    await held.received();
    class OfTheApplication extends Error {
      override name = 'OfTheApplication';
    }
    giveUp.abort(new OfTheApplication());
    await outcome;
    expect(it.memory.getStats().errorSummary).toEqual({ AbortError: 1 });
    const attempts = Object.entries(await samplesOf(it.registry, 'cassandra_attempt_errors_total'));
    expect(attempts).toEqual([[expect.stringContaining('error_type="AbortError"'), 1]]);
  });

  test('count what goes over lost and new connections, and show that a node is down', async () => {
    await using it = await observe({ reconnectionPolicy: new policies.reconnection.ConstantReconnectionPolicy(20) });
    using nodes = listen<NodeMessage>(channels.node);
    const before = await sumOf(it.registry, 'cassandra_sent_bytes_total');
    expect(before).toBeGreaterThan(0);
    await it.stub.node(0).stop();
    await nodes.until((messages) => messages.some(({ event }) => event === 'down'));
    expect(await sumOf(it.registry, 'cassandra_connection_healthy')).toBe(0);
    expect(await sumOf(it.registry, 'cassandra_connections')).toBe(0);
    expect(await sumOf(it.registry, 'cassandra_connections_lost_total')).toBe(1);
    expect(await sumOf(it.registry, 'cassandra_sent_bytes_total')).toBe(before);
    expect(it.cluster.nodes[0]!.totals.bytesSent).toBe(before);
    expect(it.memory.getStats().connectionHealth[it.stub.node(0).endpoint]).toMatchObject({ isHealthy: false });
    await it.stub.node(0).start();
    await nodes.until((messages) => messages.some(({ event }) => event === 'up'));
    expect(await sumOf(it.registry, 'cassandra_connection_healthy')).toBe(1);
    expect(await sumOf(it.registry, 'cassandra_connections_opened_total')).toBe(2);
    expect(await sumOf(it.registry, 'cassandra_connect_failures_total')).toBeGreaterThanOrEqual(0);
    expect(await sumOf(it.registry, 'cassandra_sent_bytes_total')).toBeGreaterThan(before);
    expect(it.memory.getStats().connectionHealth[it.stub.node(0).endpoint]).toMatchObject({ isHealthy: true });
  });

  test('lose nothing of what a closed session counted', async () => {
    await using it = await observe();
    await it.session.execute('SELECT a');
    const before = await sumOf(it.registry, 'cassandra_node_requests_total');
    await it.session.close();
    expect(await sumOf(it.registry, 'cassandra_node_requests_total')).toBeGreaterThanOrEqual(before);
    expect(await samplesOf(it.registry, 'cassandra_connections')).toEqual({});
    expect(await sumOf(it.registry, 'cassandra_queries_total')).toBe(1);
  });
});

describe('a collector that fails', () => {
  const failures: Record<string, () => void | Promise<void>> = {
    throws: () => {
      throw new Error('of the collector');
    },
    rejects: () => Promise.reject(new Error('of the collector')),
    'never resolves': () => new Promise(() => {}),
  };

  test.each(Object.entries(failures))('and %s changes no result and no error', async (_, recordQuery) => {
    const emitWarning = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
    class Failing extends MetricsCollector {
      override recordQuery = recordQuery;
      override recordConnectionHealth = recordQuery;
      override watchSession = recordQuery as () => void;
    }
    await using it = await observe({ metrics: new MetricsMiddleware([new Failing()]) });
    it.stub.when('SELECT a').reply(rows({ a: 'int' }, [[1], [2]]));
    it.stub.when('SELECT b').reply(serverError.invalid('no b'));
    for (let run = 0; run < 3; run++) {
      expect((await it.session.execute('SELECT a')).rows.map((row) => row['a'])).toEqual([1, 2]);
      await expect(it.session.execute('SELECT b')).rejects.toThrow('no b');
    }
    await it.cluster.shutdown();
    emitWarning.mockRestore();
  });
});

describe('channels', () => {
  test('tell of a request while nobody collects metrics', async () => {
    await using it = await observe({ metrics: undefined });
    it.stub.when('SELECT a').reply(rows({ a: 'int' }, [[1]]));
    await it.session.execute('SELECT a');
    using ended = listen<RequestMessage>(channels.request.asyncEnd);
    await it.session.execute('SELECT a');
    const [message, ...others] = ended.messages;
    expect(others).toEqual([]);
    expect(message).toMatchObject({ queryType: 'simple', rowCount: 1, consistency: types.consistencies.localOne });
    expect(message!.attempts.map(({ node }) => node.endpoint)).toEqual([it.stub.node(0).endpoint]);
  });

  test('tell of connections as they open, fail and end', async () => {
    using opened = listen<ConnectionMessage>(channels.connection.asyncEnd);
    using failed = listen<ConnectionMessage>(channels.connection.error);
    using closed = listen<ConnectionClosedMessage>(channels.connectionClosed);
    await using it = await observe();
    const { endpoint } = it.stub.node(0);
    // The control connection and the pool's.
    expect(opened.messages).toEqual([
      { endpoint, isEncrypted: false, connection: { id: expect.any(Number), localPort: expect.any(Number) } },
      { endpoint, isEncrypted: false, connection: { id: expect.any(Number), localPort: expect.any(Number) } },
    ]);
    it.stub.when('SELECT a').once().reset();
    await expect(it.session.execute('SELECT a', [], { isIdempotent: false })).rejects.toThrow();
    const [lost] = await closed.until((messages) => messages.length > 0);
    expect(lost).toMatchObject({ endpoint, unanswered: 1, error: { code: 'ECONNRESET' } });
    expect(failed.messages).toEqual([]);
    await it.cluster.shutdown();
    expect(closed.messages.filter(({ error }) => error === undefined).length).toBeGreaterThanOrEqual(1);
    const nowhere = new AsyncCluster({ contactPoints: [endpoint] });
    await it.stub.close();
    await expect(nowhere.connect(undefined, { timeoutMs: 100 })).rejects.toThrow();
    expect(failed.messages).toContainEqual(
      expect.objectContaining({ endpoint, error: expect.objectContaining({ code: 'CONNECTION_ERROR' }) }),
    );
    await nowhere.shutdown();
  });

  test('tell of each page of a stream in the async context of whoever opened it', async () => {
    await using it = await observe({ metrics: undefined });
    it.stub.when('SELECT a').reply(pages({ a: 'int' }, [[[1]], [[2]], [[3]]]));
    const storage = new AsyncLocalStorage<string>();
    const seen: (string | undefined)[] = [];
    const onStart = (): void => void seen.push(storage.getStore());
    channels.request.start.subscribe(onStart);
    const stream = await storage.run('opener', () => it.session.executeStream('SELECT a'));
    await storage.run('consumer', async () => {
      for await (const row of stream) expect(row).toBeDefined();
    });
    channels.request.start.unsubscribe(onStart);
    expect(seen).toEqual(['opener', 'opener', 'opener']);
  });

  test('show no value of a statement or its parameters to a logger', async () => {
    await using it = await observe({ metrics: undefined });
    const insert = 'INSERT INTO users (name, age) VALUES (?, 987654)';
    it.stub.when(insert).variables({ name: 'text' }).reply(serverError.invalid('bad value Ada'));
    const entries: RequestLogEntry[] = [];
    using _ = logRequests({ slowMs: 0, log: (entry) => entries.push(entry) });
    await expect(it.session.execute(insert, ['Ada'])).rejects.toThrow();
    expect(entries.map(({ level }) => level)).toEqual(['warn', 'error']);
    expect(JSON.stringify(entries)).not.toMatch(/Ada|987654/);
  });
});

describe('RateLimitedSession', () => {
  test('sends so many requests at once, the others in order', async () => {
    await using it = await observe();
    const limited = new RateLimitedSession(it.session, { maxConcurrent: 2, maxQueued: 2 });
    const held = it.stub
      .when(/SELECT \d/)
      .hold()
      .reply(voidResult());
    const outcomes = [1, 2, 3, 4, 5].map((each) => limited.execute(`SELECT ${each}`).catch((error: unknown) => error));
    await held.received(2);
    expect(it.session.requests).toEqual({ inFlight: 2, queued: 0 });
    expect(await outcomes[4]).toBeInstanceOf(OverloadError);
    expect(limited.getMetrics()).toEqual({
      totalRequests: 5,
      activeRequests: 2,
      rejectedRequests: 1,
      maxConcurrent: 2,
    });
    held.release();
    await Promise.all(outcomes);
    expect(limited.getMetrics().activeRequests).toBe(0);
    const sent = it.stub.executions.map(({ query }) => query).filter((query) => /SELECT \d/.test(query!));
    expect(sent).toEqual(['SELECT 1', 'SELECT 2', 'SELECT 3', 'SELECT 4']);
  });

  test('lets a request leave the line when it is aborted or out of time', async () => {
    await using it = await observe();
    const limited = new RateLimitedSession(it.session, { maxConcurrent: 1 });
    const held = it.stub.when('SELECT 1').hold().reply(voidResult());
    const first = limited.execute('SELECT 1');
    await held.received();
    const giveUp = new AbortController();
    const aborted = limited.execute('SELECT 2', [], { signal: giveUp.signal });
    giveUp.abort(new Error('enough'));
    await expect(aborted).rejects.toThrow('enough');
    await expect(limited.execute('SELECT 3', [], { timeoutMs: 30 })).rejects.toThrow(OperationTimedOutError);
    held.release();
    await first;
    await limited.execute('SELECT 4');
    expect(limited.getMetrics()).toMatchObject({ totalRequests: 4, activeRequests: 0, rejectedRequests: 0 });
    expect(it.stub.executions.map(({ query }) => query)).not.toContain('SELECT 2');
  });

  test('limits pages, streams and batches too, and not prepare', async () => {
    await using it = await observe();
    it.stub.when('SELECT a').reply(rows({ a: 'int' }, [[1]]));
    const limited = new RateLimitedSession(it.session, { maxConcurrent: 1 });
    expect((await limited.executePage('SELECT a')).rows).toHaveLength(1);
    for await (const row of await limited.executeStream('SELECT a')) expect(row).toBeDefined();
    await limited.prepare('SELECT a');
    expect(limited.getMetrics()).toMatchObject({ totalRequests: 2, activeRequests: 0 });
    expect(() => new RateLimitedSession(it.session, { maxConcurrent: 0 })).toThrow(ConfigurationError);
    await limited.close();
    expect(it.session.isClosed).toBe(true);
  });
});

describe('ConnectionMonitor', () => {
  test('finds the node that does not answer', async () => {
    await using it = await observe({}, threeNodes);
    const monitor = new ConnectionMonitor(it.session);
    using nodes = listen<NodeMessage>(channels.node);
    await it.stub.node(1).stop();
    await nodes.until((messages) => messages.some(({ event }) => event === 'down'));
    const metrics = await monitor.getClusterMetrics();
    const statuses = Object.fromEntries(metrics.hosts.map(({ address, status }) => [address, status]));
    expect(statuses).toEqual({
      [it.stub.node(0).endpoint]: 'up',
      [it.stub.node(1).endpoint]: 'down',
      [it.stub.node(2).endpoint]: 'up',
    });
    expect(metrics).toMatchObject({ healthyHosts: 2, unhealthyHosts: 1, totalConnections: 2 });
    expect(await sumOf(it.registry, 'cassandra_connection_healthy')).toBe(metrics.healthyHosts);
    expect(monitor.getConnectionSummary()).toMatchObject({ totalHosts: 3, upHosts: 2, downHosts: 1 });
  });
});
