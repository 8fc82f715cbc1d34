// Foreign code of one place that misbehaves in one way after the other, in a process of its own: what must not happen there (an unhandled
// rejection, an exception, a promise that never settles, a process that does not exit) can happen to nobody else.
//
// For each way: a cluster that connects while the code misbehaves, and one that is in use (directly, from the queue, from timers, after a
// lost connection, during shutdown) when it begins to. Prints what went wrong.
const { subscribe, unsubscribe } = require('node:diagnostics_channel');
const { CqlStub, rows, pagedRows, serverError, voidResult } = require('@async-cassandra/testing');
const core = require('@async-cassandra/core');

const { AsyncCluster, MetricsCollector, MetricsMiddleware, policies } = core;
const { ways, foreignFunction } = require('./foreign-ways.cjs');

const { place: placeName, way: wayName } = JSON.parse(process.argv[2]);

const wrong = [];
/** Exceptions of the code itself where Node gives it no other way: subscribers of channels. */
let isAllowedToThrow = false;
const isForeign = (error) => error instanceof Error && error.message === 'foreign';
for (const event of ['unhandledRejection', 'uncaughtException']) {
  process.on(event, (error) => {
    const isItsOwn = isAllowedToThrow && (error === undefined || isForeign(error));
    if (!isItsOwn) wrong.push(`${placeName}: ${event}: ${String(error?.stack ?? error)}`);
  });
}
process.on('warning', (warning) => {
  if (warning.name === 'MaxListenersExceededWarning') wrong.push(`${placeName}: ${warning.message}`);
});

const turn = () => new Promise((resolve) => setImmediate(resolve));

class OwnCollector extends MetricsCollector {
  recordQuery() {}
  recordConnectionHealth() {}
  getStats() {
    return {};
  }
}

const collecting = (method) => (f) => ({
  options: {
    metrics: new MetricsMiddleware([
      Object.assign(new OwnCollector(), { [method]: f(() => (method === 'getStats' ? {} : undefined)) }),
    ]),
  },
  use: async ({ session }) => new core.ConnectionMonitor(session).getClusterMetrics(),
});

const roundRobin = () => new policies.loadBalancing.RoundRobinPolicy();
const balancing = (override) => (f) => {
  const policy = roundRobin();
  return { options: { loadBalancingPolicy: Object.assign(policy, override(f, policy)) } };
};
const plain = (method) => balancing((f, policy) => ({ [method]: f(policy[method].bind(policy)) }));
const retrying = (method) => (f) => {
  const policy = new core.AsyncRetryPolicy();
  policy[method] = f(policy[method].bind(policy));
  return { options: { retryPolicy: policy } };
};
const speculating = (method) => (f) => {
  const policy = new policies.speculativeExecution.ConstantSpeculativeExecutionPolicy(1, 2);
  if (method === 'nextExecution') {
    const newPlan = policy.newPlan.bind(policy);
    policy.newPlan = (...args) => ({ nextExecution: f(newPlan(...args).nextExecution) });
  } else policy[method] = f(policy[method].bind(policy));
  return { options: { speculativeExecutionPolicy: policy } };
};
const reconnecting = (method) => (f) => ({
  options: {
    reconnectionPolicy: {
      getOptions: () => new Map(),
      newSchedule:
        method === 'newSchedule' ? f(() => [5].values()) : () => ({ [method]: f(() => ({ done: false, value: 5 })) }),
    },
  },
});
const authenticating = (method) => (f) => {
  const token = Buffer.from('\0user\0password');
  const authenticator = {
    initialResponse: (callback) => callback(null, token),
    evaluateChallenge: (_, callback) => callback(null, token),
    onAuthenticationSuccess() {},
  };
  const provider = { newAuthenticator: () => authenticator };
  if (method in authenticator) authenticator[method] = f(authenticator[method]);
  else provider[method] = f(provider[method]);
  return {
    stub: { credentials: { username: 'user', password: 'password' } },
    // One that never answers holds its connection until then.
    options: { authProvider: provider, connectTimeoutMs: 2000 },
  };
};
const listening = (event) => (f) => ({ prepare: ({ cluster }) => cluster.on(event, f()) });
const subscribing = (channel) => (f) => {
  isAllowedToThrow = true;
  const listener = f();
  return { prepare: () => subscribe(channel, listener), end: () => unsubscribe(channel, listener) };
};
/** A value, an iterable, a signal: made anew for each use. */
const using = (use) => (f) => ({ use: async (now) => use(now, f) });
const inserting = (value) => using(({ session }, f) => session.execute('INSERT INTO v (m) VALUES (?)', [value(f)]));
const signalWith = (name) =>
  using(({ session }, f) => {
    const controller = new AbortController();
    const { signal } = controller;
    const proper = name.endsWith('Listener') ? signal[name].bind(signal) : undefined;
    Object.defineProperty(
      signal,
      name,
      proper ? { value: f(proper) } : { get: f(() => (name === 'aborted' ? false : new Error('why'))) },
    );
    const all = [
      () => session.execute('SELECT a FROM t', [], { signal }),
      () => session.execute('SELECT slow FROM t', [], { signal }),
      () => session.executeStream('SELECT many FROM t', [], { signal }).then(drain),
      () => drain(session.executeConcurrent('SELECT a FROM t', [[], []], { signal })),
    ].map(async (begin) => begin());
    setImmediate(() => controller.abort());
    return Promise.allSettled(all);
  });

async function drain(iterable) {
  let count = 0;
  for await (const row of iterable) count += row === undefined ? 0 : 1;
  return count;
}

/** Parameters of executeConcurrent, of which the loop wants but two. */
const source = (method, isAsync) =>
  using(async ({ session }, f) => {
    let left = 5;
    const next = () => ({ done: left-- === 0, value: [1] });
    const later = (value) => (isAsync ? Promise.resolve(value) : value);
    const iterator = { next: () => later(next()), return: () => later({ done: true, value: undefined }) };
    if (method !== 'iterator') iterator[method] = f(iterator[method]);
    const symbol = isAsync ? Symbol.asyncIterator : Symbol.iterator;
    const parameters = { [symbol]: method === 'iterator' ? f(() => iterator) : () => iterator };
    let taken = 0;
    for await (const { index } of session.executeConcurrent('INSERT INTO v (m) VALUES (?)', parameters, {
      timeoutMs: 300,
      signal: AbortSignal.timeout(1000),
    }))
      if (index >= 0 && ++taken === 2) break;
  });

const places = {
  'init of load balancing': plain('init'),
  'getDistance of load balancing': plain('getDistance'),
  'newQueryPlan of load balancing': plain('newQueryPlan'),
  'an asynchronous query plan': balancing((f, policy) => {
    const newQueryPlan = policy.newQueryPlan.bind(policy);
    return {
      newQueryPlan: (keyspace, options, callback) =>
        newQueryPlan(keyspace, options, (error, hosts) =>
          setImmediate(() => {
            let plan = hosts;
            try {
              plan = f(() => hosts)();
            } catch (thrown) {
              callback(thrown);
              return;
            }
            callback(error, plan);
          }),
        ),
    };
  }),
  'the iterator of a query plan': balancing((f, policy) => {
    const newQueryPlan = policy.newQueryPlan.bind(policy);
    return {
      newQueryPlan: (keyspace, options, callback) =>
        newQueryPlan(keyspace, options, (error, hosts) => callback(error, { next: f(() => hosts.next()) })),
    };
  }),
  'newSchedule of reconnection': reconnecting('newSchedule'),
  'the schedule of reconnection': reconnecting('next'),
  'onUnavailable of retry': retrying('onUnavailable'),
  'onReadTimeout of retry': retrying('onReadTimeout'),
  'onRequestError of retry': retrying('onRequestError'),
  'init of speculative execution': speculating('init'),
  'newPlan of speculative execution': speculating('newPlan'),
  'nextExecution of speculative execution': speculating('nextExecution'),
  'shutdown of speculative execution': speculating('shutdown'),
  'a timestamp generator': (f) => ({ options: { timestampGenerator: { next: f(() => Date.now() * 1000) } } }),
  'an address translator': (f) => ({
    options: { controlConnectionTimeoutMs: 2000, addressTranslator: f((host, port) => ({ host, port })) },
  }),
  "an address translator of the driver's": (f) => ({
    options: {
      controlConnectionTimeoutMs: 2000,
      addressTranslator: { translate: f((address, port, callback) => callback(`${address}:${port}`)) },
    },
  }),
  newAuthenticator: authenticating('newAuthenticator'),
  initialResponse: authenticating('initialResponse'),
  onAuthenticationSuccess: authenticating('onAuthenticationSuccess'),
  'recordQuery of a collector': collecting('recordQuery'),
  'recordConnectionHealth of a collector': collecting('recordConnectionHealth'),
  'watchSession of a collector': collecting('watchSession'),
  'forgetSession of a collector': collecting('forgetSession'),
  'getStats of a collector': collecting('getStats'),
  'the log function of logRequests': (f) => {
    let logging;
    return {
      prepare: () => (logging = core.logRequests({ slowMs: 0, log: f() })),
      end: () => logging[Symbol.dispose](),
    };
  },
  ...Object.fromEntries(
    ['nodeUp', 'nodeDown', 'nodeAdded', 'nodeRemoved', 'schemaChanged', 'warning'].map((event) => [
      `a listener of ${event}`,
      listening(event),
    ]),
  ),
  ...Object.fromEntries(
    ['tracing:async-cassandra:request:start', 'tracing:async-cassandra:request:asyncEnd', 'async-cassandra:node'].map(
      (channel) => [`a subscriber of ${channel}`, subscribing(channel)],
    ),
  ),
  pageCallback: using(({ session }, f) =>
    session.executeStream('SELECT many FROM t', [], { streamConfig: { pageCallback: f() } }).then(drain),
  ),
  'onProgress of executeConcurrent': using(({ session }, f) =>
    drain(session.executeConcurrent('SELECT a FROM t', [[], [], []], { onProgress: f() })),
  ),
  'a callback of a ConnectionMonitor': using(async ({ session }, f) => {
    const monitor = new core.ConnectionMonitor(session);
    monitor.addCallback(f());
    monitor.startMonitoring(1);
    await turn();
    await monitor.stopMonitoring();
  }),
  ...Object.fromEntries(
    ['iterator', 'next', 'return'].flatMap((method) => [
      [`${method} of parameters`, source(method, false)],
      [`${method} of asynchronous parameters`, source(method, true)],
    ]),
  ),
  ...Object.fromEntries(
    ['aborted', 'reason', 'addEventListener', 'removeEventListener'].map((name) => [
      `${name} of a signal`,
      signalWith(name),
    ]),
  ),
  'a getter of a parameter': using(({ session }, f) =>
    session.execute(
      'INSERT INTO v (m) VALUES (:m)',
      Object.defineProperty({}, 'm', { enumerable: true, get: f(() => 1) }),
    ),
  ),
  'valueOf of a value': inserting((f) => ({ valueOf: f(() => 1) })),
  'toString of a value': inserting((f) => ({ toString: f(() => '1') })),
  'toString of a text': using(({ session }, f) =>
    session.execute('INSERT INTO w (l) VALUES (?)', [[{ toString: f(() => '1') }]]),
  ),
  'the iterator of a list': using(({ session }, f) => {
    const list = [1, 2];
    list[Symbol.iterator] = f(Array.prototype[Symbol.iterator]);
    return session.execute('INSERT INTO w (l) VALUES (?)', [list]);
  }),
  'an element of a list': using(({ session }, f) =>
    session.execute('INSERT INTO w (l) VALUES (?)', [Object.defineProperty([1, 2], '1', { get: f(() => 2) })]),
  ),
};

/** The outcome of `work`, or the end of this process, with what was going on. */
async function within(where, what, work) {
  let timer;
  const stuck = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${where}: ${what} is stuck`)), 40_000);
  });
  try {
    return await Promise.race([work, stuck]);
  } finally {
    clearTimeout(timer);
  }
}

const timing = {
  reconnectionPolicy: new policies.reconnection.ConstantReconnectionPolicy(5),
  requestTimeoutMs: 250,
  connectTimeoutMs: 20_000,
  controlConnectionTimeoutMs: 20_000,
  statusEventRefreshWindowMs: 1,
  topologyEventRefreshWindowMs: 1,
  maxConcurrentRequests: 4,
};

async function startStub(options) {
  const stub = await CqlStub.start({ nodes: 2, ...options });
  stub.when(/./).reply(voidResult());
  stub.when('SELECT a FROM t').reply(rows({ a: 'int' }, [[1]]));
  stub.when('SELECT many FROM t').reply(pagedRows({ a: 'int' }, [[1], [2], [3], [4]]));
  stub
    .when('SELECT slow FROM t')
    .delay(20)
    .reply(rows({ a: 'int' }, [[1]]));
  stub.when('SELECT bad FROM t').reply(serverError.unavailable());
  stub.when('SELECT late FROM t').reply(serverError.readTimeout());
  stub.when('SELECT over FROM t').reply(serverError.overloaded());
  stub.when('SELECT poison FROM t').reset();
  stub
    .when(/INSERT INTO v/)
    .variables({ m: 'int' })
    .reply(voidResult());
  stub
    .when(/INSERT INTO w/)
    .variables({ l: 'list<int>' })
    .reply(voidResult());
  return stub;
}

/** Requests of every kind at once: more than are let in, some of which lose their connection. */
function traffic({ session }) {
  const idempotent = { isIdempotent: true };
  return [
    ...Array.from({ length: 12 }, () => session.execute('SELECT a FROM t')),
    session.execute('SELECT slow FROM t', [], idempotent),
    ...['bad', 'late', 'over', 'poison'].map((name) => session.execute(`SELECT ${name} FROM t`, [], idempotent)),
    session.execute("INSERT INTO u (a) VALUES ('1')"),
    session.execute('INSERT INTO v (m) VALUES (?)', [1], idempotent),
    session.executeStream('SELECT many FROM t', [], { streamConfig: { fetchSize: 2 } }).then(drain),
  ];
}

async function useWhileItMisbehaves(where, now, stub, place) {
  const work = traffic(now);
  if (place.use !== undefined)
    work.push(
      turn().then(() => place.use(now)),
      place.use(now),
    );
  stub.sendStatusChange('UP', stub.node(1));
  await within(where, 'a request', Promise.allSettled(work));
}

async function isIdle(session) {
  for (;;) {
    const { inFlight, queued } = session.requests;
    if (inFlight + queued === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** One way of one place, in two lives of a cluster. */
async function runCell(stub, name, way) {
  const now = { way, misbehaves: false, hasThrown: false, depth: 0, session: undefined, cluster: undefined };
  const place = places[name](foreignFunction(now));
  const options = { ...stub.clusterOptions(), ...timing, ...place.options };

  let where = `${name} ${way}, while it connects`;
  now.misbehaves = true;
  now.cluster = new AsyncCluster(options);
  try {
    place.prepare?.(now);
    now.session = await within(where, 'connect', now.cluster.connect(undefined, { timeoutMs: 600 }));
    await useWhileItMisbehaves(where, now, stub, place);
  } catch (error) {
    if (String(error?.message).includes('is stuck')) throw error;
  }
  await within(where, 'shutdown', now.cluster.shutdown());
  place.end?.();

  where = `${name} ${way}, while it is used`;
  Object.assign(now, { misbehaves: false, hasThrown: false, session: undefined });
  now.cluster = new AsyncCluster(options);
  place.prepare?.(now);
  now.session = await within(where, 'connect', now.cluster.connect(undefined, { timeoutMs: 20_000 }));
  now.misbehaves = true;
  await useWhileItMisbehaves(where, now, stub, place);
  await stub.node(1).stop();
  await useWhileItMisbehaves(where, now, stub, place);
  await stub.node(1).start();
  now.misbehaves = false;
  await turn();

  where = `${name} ${way}, after that`;
  if (!now.cluster.isClosed) {
    // A node may still be away: requests find the other one, in the end.
    for (let attempt = 0; ; attempt++) {
      try {
        const { length } = await within(where, 'a later request', now.session.execute('SELECT a FROM t'));
        if (length !== 1) wrong.push(`${where}: a later request gave ${length} rows`);
        break;
      } catch (error) {
        if (attempt === 50) {
          wrong.push(`${where}: later requests fail: ${error?.stack}`);
          break;
        }
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
    // What the code sent of its own may still be on its way.
    await within(where, 'a request', isIdle(now.session));
  }

  where = `${name} ${way}, during shutdown`;
  now.misbehaves = true;
  const last = now.cluster.isClosed ? [] : traffic(now);
  if (!now.cluster.isClosed && place.use !== undefined) last.push(place.use(now));
  const outcomes = Promise.allSettled(last);
  await within(where, 'shutdown', now.cluster.shutdown());
  await within(where, 'a request during shutdown', outcomes);
  place.end?.();
  await turn();
}

/** All ways at once, each on a stub of its own. */
async function main() {
  const run = async (way) => {
    const stub = await startStub(places[placeName](foreignFunction({})).stub);
    await runCell(stub, placeName, way);
    await stub.close();
  };
  // A field that is a rejected promise is a value like any other: it is told to nobody but its owner.
  const all = Object.keys(ways).filter(
    (way) => !(/^(reason|aborted|an element|a getter) of/.test(placeName) && way === 'rejects'),
  );
  await Promise.all((wayName === undefined ? all : [wayName]).map(run));
}

if (placeName === '?') console.log(JSON.stringify(Object.keys(places)));
else
  main().then(
    // From here on the process has to end by itself.
    () => console.log(JSON.stringify(wrong)),
    (error) => {
      console.log(JSON.stringify([...wrong, String(error?.stack ?? error)]));
      process.exit(0);
    },
  );
