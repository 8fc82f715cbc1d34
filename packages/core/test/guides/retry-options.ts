import {
  AsyncCluster,
  AsyncRetryPolicy,
  policies,
  SimpleStatement,
  type AsyncClusterOptions,
} from '@async-cassandra/core';

/** At most two retries, the first after 25 to 50 ms, the second after 50 to 100 ms; an idempotent request is also sent to a second node if the first has not answered after 100 ms. */
export function patientCluster(options: AsyncClusterOptions): AsyncCluster {
  return new AsyncCluster({
    ...options,
    retryPolicy: new AsyncRetryPolicy(2, { backoff: { baseMs: 50, maxMs: 1000 } }),
    speculativeExecutionPolicy: new policies.speculativeExecution.ConstantSpeculativeExecutionPolicy(100, 1),
  });
}

/** Idempotent: writing the same row twice leaves the same data. */
export const setName = new SimpleStatement('UPDATE users SET name = ? WHERE id = ?', { isIdempotent: true });

/** Not idempotent: it is sent once, and after an error it may have happened. */
export const countVisit = new SimpleStatement('UPDATE visits SET hits = hits + 1 WHERE page = ?');
