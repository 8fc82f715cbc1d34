// Foreign code of one place after the other that misbehaves in every way, in a process of its own: what must not happen there (an unhandled
// rejection, an exception, a promise that never settles, a socket that stays open) can happen to nobody else. A place begins when nothing
// of the one before is left, so whatever escapes is its own.
//
// For each way: a cluster that connects while the code misbehaves, and one that is in use (directly, from the queue, from timers, after a
// lost connection, during shutdown) when it begins to.
//
// Receives the name of a place as a message, and answers with a list of what went wrong; the list is the last one when something is stuck.
// Without a parent that sends messages, prints the names of all places.
const { inspect } = require('node:util');
const {
  authChallenge,
  authSuccess,
  CqlStub,
  rows,
  pagedRows,
  serverError,
  voidResult,
} = require('@async-cassandra/testing');
const core = require('@async-cassandra/core');

const { AsyncCluster, policies } = core;
const { ways, foreignFunction } = require('./foreign-ways.cjs');
const { schema, scanned } = require('./foreign-classes.cjs');
const { drain, places, turn } = require('./foreign-places.cjs');

let placeName = '';
let wrong = [];
/** Exceptions of the code itself where Node gives it no other way: subscribers of channels. */
let isAllowedToThrow = false;
const isForeign = (error) => {
  try {
    return error === undefined || (error instanceof Error && error.message === 'foreign');
  } catch {
    return true;
  }
};
for (const event of ['unhandledRejection', 'uncaughtException']) {
  process.on(event, (error) => {
    if (!isAllowedToThrow || !isForeign(error)) wrong.push(`${placeName}: ${event}: ${inspect(error)}`);
  });
}
process.on('warning', (warning) => {
  if (warning.name === 'MaxListenersExceededWarning') wrong.push(`${placeName}: ${warning.message}`);
});

const stuckErrors = new WeakSet();
const isStuck = (error) => typeof error === 'object' && error !== null && stuckErrors.has(error);

/** Returns the outcome of `work`, which must settle: if it does not, this process is of no more use. */
async function within(where, what, work) {
  let timer;
  const stuck = new Promise((_, reject) => {
    timer = setTimeout(() => {
      const error = new Error(`${where}: ${what} is stuck`);
      stuckErrors.add(error);
      reject(error);
    }, 40_000).unref();
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
  const stub = await CqlStub.start({ nodes: 2, schema, ...options });
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
  stub.when('UPDATE late').reply(serverError.writeTimeout({ writeType: 'SIMPLE' }));
  const answersChallenge = ({ token }) => token?.toString() === 'answer';
  stub.when((request) => request.opcode === 'AUTH_RESPONSE' && answersChallenge(request)).reply(authSuccess());
  if (placeName === 'evaluateChallenge')
    stub
      .when((request) => request.opcode === 'AUTH_RESPONSE' && !answersChallenge(request))
      .reply(authChallenge(Buffer.from('challenge')));
  scanned(stub);
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
    session.execute('UPDATE late', [], idempotent),
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
  const now = { way, misbehaves: false, hasThrown: false, callsBack: 0, session: undefined, cluster: undefined };
  const place = places[name](foreignFunction(now));
  isAllowedToThrow = place.mayThrow === true;
  const options = { ...stub.clusterOptions(), ...timing, ...place.options };
  const stop = await place.begin?.(stub, options);

  let where = `${name} ${way}, while it connects`;
  now.misbehaves = true;
  now.cluster = new AsyncCluster(options);
  try {
    place.prepare?.(now);
    now.session = await within(where, 'connect', now.cluster.connect(undefined, { timeoutMs: 600 }));
    await useWhileItMisbehaves(where, now, stub, place);
  } catch (error) {
    if (isStuck(error)) throw error;
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
        if (attempt === 1000) {
          wrong.push(`${where}: later requests fail: ${inspect(error)}`);
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
  await stop?.();
  await turn();
}

/** The standard streams: Node opens them when they are first mentioned, also by its own `pipe`. */
const isStandard = (kind) => kind === 'PipeWrap' || kind === 'TTYWrap';

/** What a place keeps of this process. */
const held = () => process.getActiveResourcesInfo().filter((kind) => !isStandard(kind));

async function untilHeld(count) {
  while (held().length > count) await new Promise((resolve) => setTimeout(resolve, 5).unref());
}

/** All ways at once, each on a stub of its own. */
async function runPlace() {
  const { length } = held();
  const run = async (way) => {
    const stub = await startStub(places[placeName](foreignFunction({})).stub);
    await runCell(stub, placeName, way);
    await stub.close();
  };
  await Promise.all(Object.keys(ways).map(run));
  await within(placeName, 'a socket or a timer', untilHeld(length));
}

if (process.channel === undefined) console.log(JSON.stringify(Object.keys(places)));
else
  process.on('message', (name) => {
    placeName = name;
    wrong = [];
    runPlace().then(
      () => process.send(wrong),
      (error) => process.send([...wrong, inspect(error)], () => process.exit(0)),
    );
  });
