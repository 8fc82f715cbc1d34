// Runs requests of every kind for a long time, and repeatedly checks what remains when no request is in flight.
import { fork } from 'node:child_process';
import { getEventListeners, once } from 'node:events';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { AsyncCluster } from '@async-cassandra/core';
import { queries } from './queries.mjs';
import { prepareRequests } from './requests.mjs';

const checkpoints = 20;
/** After garbage collection, a client without leaks stays within this over the last three quarters. */
const toleratedGrowthMiB = 6;
const maxRequestsPerConnection = 2048;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');
const inMiB = (bytes) => Number((bytes / 2 ** 20).toFixed(2));

export async function soak({ count, inFlight = 256, onProgress = () => {} }) {
  const server = fork(path.join(import.meta.dirname, 'server.mjs'));
  const shared = new AbortController();
  const warnings = [];
  const onWarning = (warning) => warnings.push(`Node warns: ${warning.name}: ${warning.message}`);
  process.on('warning', onWarning);
  try {
    const [options] = await once(server, 'message');
    const cluster = new AsyncCluster({ ...options, maxRequestsPerConnection });
    const session = await cluster.connect();
    const kinds = await prepareRequests(session, shared.signal);
    const outcomes = {};
    const checks = [];
    let done = 0;
    for (let part = 1; part <= checkpoints; part += 1) {
      const end = Math.round((count * part) / checkpoints);
      await Promise.all(Array.from({ length: inFlight }, () => lane(cluster, () => done++ < end, kinds, outcomes)));
      done = end;
      checks.push({ done, ...(await look(cluster, session, shared.signal)) });
      onProgress(done);
    }
    const freeStreamIds = await countFreeStreamIds(cluster, session);
    await cluster.shutdown();
    return {
      outcomes,
      checks,
      freeStreamIds,
      problems: [...warnings, ...problemsOf(checks, freeStreamIds)],
      afterShutdown: await resources(),
    };
  } finally {
    process.off('warning', onWarning);
    server.disconnect();
    await once(server, 'exit');
  }
}

/** All lanes wait for the same node. */
let nodeUp;

async function lane(cluster, isWanted, kinds, outcomes) {
  while (isWanted()) {
    const { name, run } = pick(kinds);
    const outcome = await run(1 + Math.floor(Math.random() * 1_000_000)).then(
      () => 'answered',
      (error) => error.name,
    );
    const ofKind = (outcomes[name] ??= {});
    ofKind[outcome] = (ofKind[outcome] ?? 0) + 1;
    // Between two connections requests fail at once: without this wait, a loop would only count failures.
    if (!cluster.nodes[0].isUp) await (nodeUp ??= once(cluster, 'nodeUp').finally(() => (nodeUp = undefined)));
  }
}

function pick(kinds) {
  let at = Math.random() * 100_000;
  return kinds.find(({ weight }) => (at -= weight) < 0) ?? kinds[0];
}

/** Checks what remains while no request is in flight. */
async function look(cluster, session, sharedSignal) {
  await whenQuiet(cluster);
  for (let turn = 0; turn < 3; turn += 1) {
    await new Promise(setImmediate);
    collectGarbage();
  }
  const { heapUsed, arrayBuffers, rss } = process.memoryUsage();
  const [node] = cluster.nodes;
  return {
    heapMiB: inMiB(heapUsed),
    bufferMiB: inMiB(arrayBuffers),
    rssMiB: Math.round(inMiB(rss)),
    handles: (await resources()).length,
    inFlight: session.requests.inFlight + session.requests.queued + node.inFlight,
    connections: node.openConnections,
    orphans: node.orphaned,
    listeners: getEventListeners(sharedSignal, 'abort').length,
  };
}

/** Waits until late answers to abandoned requests have arrived. */
async function whenQuiet(cluster) {
  const [node] = cluster.nodes;
  let before = -1;
  while (before !== node.responseCount || node.openConnections === 0) {
    before = node.responseCount;
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
}

/** Returns what keeps the process alive, without the pipe to the server's process and the output. */
async function resources() {
  await new Promise((resolve) => setTimeout(resolve, 50));
  return process.getActiveResourcesInfo().filter((name) => !/^(PipeWrap|ProcessWrap|TTYWrap|Immediate)$/.test(name));
}

/** Counts how many requests one connection can carry now: all its stream ids except those that the server never answered. */
async function countFreeStreamIds(cluster, session) {
  const orphans = cluster.nodes[0].orphaned;
  const requests = Array.from({ length: maxRequestsPerConnection + 1 }, () => session.execute(queries.slow));
  const { queued } = session.requests;
  await Promise.all(requests);
  return { free: maxRequestsPerConnection + 1 - queued, orphans };
}

function problemsOf(checks, { free, orphans }) {
  const problems = [];
  const early = checks[Math.floor(checks.length / 4)];
  const last = checks.at(-1);
  const grown = last.heapMiB + last.bufferMiB - early.heapMiB - early.bufferMiB;
  if (grown > toleratedGrowthMiB) problems.push(`memory grew by ${grown.toFixed(2)} MiB`);
  for (const name of ['inFlight', 'listeners']) {
    if (checks.some((check) => check[name] !== 0))
      problems.push(`${name} was not always 0 when no request was in flight`);
  }
  if (new Set(checks.map(({ handles }) => handles)).size > 1) problems.push('the number of handles changed');
  if (free !== maxRequestsPerConnection - orphans) {
    problems.push(`${free} stream ids are free, with ${orphans} requests never answered`);
  }
  return problems;
}
