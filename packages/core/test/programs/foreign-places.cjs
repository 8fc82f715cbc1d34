// Every place where code of the application's runs inside ours. For foreign-code.cjs.
//
// A place is a function: given `f`, which makes a function that misbehaves, it gives the options of the cluster, what to do with the cluster
// before it connects (`prepare`), a use of the session (`use`), and what to undo (`end`).
const { subscribe, unsubscribe } = require('node:diagnostics_channel');
const core = require('@async-cassandra/core');
const { classes } = require('./foreign-classes.cjs');
const { behindTls } = require('./foreign-tls.cjs');

const { MetricsCollector, MetricsMiddleware, policies } = core;

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
    evaluateChallenge: (_, callback) => callback(null, Buffer.from('answer')),
    onAuthenticationSuccess() {},
  };
  const provider = { newAuthenticator: () => authenticator };
  if (method in authenticator) authenticator[method] = f(authenticator[method]);
  else provider[method] = f(provider[method]);
  return {
    stub: { credentials: { username: 'user', password: 'password' } },
    // One that never answers holds its connection until then.
    options: { authProvider: provider, connectTimeoutMs: 6000 },
  };
};
const listening = (event) => (f) => ({ prepare: ({ cluster }) => cluster.on(event, f()) });
const subscribing = (channel) => (f) => {
  const listener = f();
  return { mayThrow: true, prepare: () => subscribe(channel, listener), end: () => unsubscribe(channel, listener) };
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
  'onWriteTimeout of retry': retrying('onWriteTimeout'),
  'onRequestError of retry': retrying('onRequestError'),
  'init of speculative execution': speculating('init'),
  'newPlan of speculative execution': speculating('newPlan'),
  'nextExecution of speculative execution': speculating('nextExecution'),
  'shutdown of speculative execution': speculating('shutdown'),
  'a timestamp generator': (f) => ({ options: { timestampGenerator: { next: f(() => Date.now() * 1000) } } }),
  'an address translator': (f) => ({
    options: { controlConnectionTimeoutMs: 6000, addressTranslator: f((host, port) => ({ host, port })) },
  }),
  "an address translator of the driver's": (f) => ({
    options: {
      controlConnectionTimeoutMs: 6000,
      addressTranslator: { translate: f((address, port, callback) => callback(`${address}:${port}`)) },
    },
  }),
  newAuthenticator: authenticating('newAuthenticator'),
  initialResponse: authenticating('initialResponse'),
  evaluateChallenge: authenticating('evaluateChallenge'),
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
  ...Object.fromEntries(['checkServerIdentity', 'pskCallback'].map((name) => [`${name} of ssl`, behindTls(name)])),
  ...classes,
  'onProgress of scanTable': using(({ session }, f) =>
    drain(session.scanTable('shop.items', { onProgress: f(), signal: AbortSignal.timeout(5000) })),
  ),
  'onProgress of countTable': using(({ session }, f) =>
    session.countTable('shop.items', { onProgress: f(), signal: AbortSignal.timeout(5000) }),
  ),
  'a getter of the options of a call': using(async ({ session }, f) => {
    const options = () => Object.defineProperty({}, 'timeoutMs', { enumerable: true, get: f(() => 300) });
    return Promise.allSettled(
      [
        () => session.execute('SELECT a FROM t', [], options()),
        () => session.executeStream('SELECT many FROM t', [], options()).then(drain),
        () => drain(session.executeConcurrent('SELECT a FROM t', [[], []], options())),
        () => session.prepare('INSERT INTO v (m) VALUES (?)', options()),
      ].map(async (begin) => begin()),
    );
  }),
  'an entry of a custom payload': using(({ session }, f) =>
    session.execute('SELECT a FROM t', [], {
      customPayload: Object.defineProperty({}, 'key', { enumerable: true, get: f(() => Buffer.from('a')) }),
    }),
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

module.exports = { places, drain, turn };
