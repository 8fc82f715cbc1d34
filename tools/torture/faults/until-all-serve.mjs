import { setTimeout as delay } from 'node:timers/promises';
import { policies, types } from '@async-cassandra/core';

const { consistencies } = types;

/** Resolves when each of the nodes, as a coordinator, sees all replicas. */
export async function untilAllServe(session, nodes) {
  for (const { address, port } of nodes) {
    const options = {
      host: `${address}:${port}`,
      consistency: consistencies.all,
      retryPolicy: new policies.retry.FallthroughRetryPolicy(),
    };
    const isServed = () =>
      session.execute('SELECT id FROM cells WHERE id = 1', [], options).then(
        () => true,
        () => false,
      );
    while (!(await isServed())) await delay(300);
  }
}
