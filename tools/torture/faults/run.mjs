// The long run: a mixed load at QUORUM on three nodes with three replicas, while the nodes are killed, paused and restarted in turn, beside an
// application in the same process that does everything wrong.
import { setTimeout as delay } from 'node:timers/promises';
import { AsyncCluster, policies, types } from '@async-cassandra/core';
import { startCassandra } from '@async-cassandra/testing';
import { Disturber } from './disturber.mjs';
import { HostileApplication } from './hostile/application.mjs';
import { Report } from './report.mjs';
import { WireTap } from './wire/tap.mjs';
import { increment, Lane, schema } from './workload.mjs';

/**
 * The load ends after `operations`, or with the last fault when `faults.count` limits them; `enough`, a signal, ends it early. Everything written is
 * read back. `pauseMs` is how long each lane rests after an operation.
 */
export async function runFaults({ heapMb = 512, ...settings }) {
  const cassandra = await startCassandra({
    provider: 'jvm',
    nodes: 3,
    heapMb,
    // By default a node acknowledges a write before it is on disk: a killed node loses its last writes.
    config: { commitlog_sync: 'batch', commitlog_sync_period: '0ms' },
    startupTimeoutMs: 180_000,
    progress: false,
  });
  try {
    const keyspace = await cassandra.createKeyspace('faults');
    const report = new Report();
    const hostile = new HostileApplication((problem) => report.wrong(problem));
    const tap = new WireTap(increment, (problem) => report.wrong(problem));
    tap.begin();
    const cluster = new AsyncCluster({
      ...cassandra.clusterOptions(),
      consistency: types.consistencies.quorum,
      idleHeartbeatIntervalMs: 2000,
      reconnectionPolicy: new policies.reconnection.ExponentialReconnectionPolicy(200, 2000),
      ...hostile.foreign.options(),
    });
    hostile.begin(cluster);
    try {
      const session = await cluster.connect(keyspace, { timeoutMs: 10 * 60_000 });
      return await runOn(cassandra, session, { ...settings, report, hostile, tap });
    } finally {
      await cluster.shutdown();
      tap.end();
      await hostile.end();
    }
  } finally {
    await cassandra.stop();
  }
}

async function runOn(cassandra, session, settings) {
  const {
    operations = Infinity,
    lanes = 48,
    pauseMs = 0,
    faults,
    enough,
    show = () => {},
    report,
    hostile,
    tap,
  } = settings;
  for (const statement of schema) await session.execute(statement, [], { timeoutMs: 10 * 60_000 });
  await hostile.prepare(session);
  const statements = await Lane.prepare(session);
  const workers = Array.from({ length: lanes }, (_, number) => new Lane(session, statements, number, report, tap));
  const disturber = new Disturber(cassandra, session, faults);
  let fault = '';
  let begun = 0;
  let isOver = false;
  const disturbing = disturber.run((what) => (fault = what));
  const end = () => (isOver = true);
  // Without faults there is nothing to test; the wait below throws the reason.
  disturbing.then(end, end);
  const harming = hostile.run();
  harming.catch(end);
  const work = async (lane) => {
    while (begun < operations && !isOver && !enough?.aborted) {
      begun += 1;
      await lane.step();
      if (pauseMs > 0) await delay(pauseMs);
      if (report.done % 500 === 0) show(`${report.done} of ${operations}, ${fault}`);
    }
  };
  await Promise.all(workers.map(work));
  disturber.stop();
  show('all operations done, repairing the last fault');
  try {
    await disturbing;
  } finally {
    hostile.stop();
    await harming;
  }
  show('reading everything back');
  await Promise.all(workers.map((lane) => lane.verify()));
  await hostile.verify();
  return { report, hostile, faultsDone: disturber.done };
}
