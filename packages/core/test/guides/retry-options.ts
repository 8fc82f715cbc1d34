import {
  AsyncCluster,
  AsyncRetryPolicy,
  policies,
  SimpleStatement,
  type AsyncClusterOptions,
} from '@async-cassandra/core';

/** Two retries at most, and a second node is asked when the first has not answered an idempotent request after 100 ms. */
export function patientCluster(options: AsyncClusterOptions): AsyncCluster {
  return new AsyncCluster({
    ...options,
    retryPolicy: new AsyncRetryPolicy(2),
    speculativeExecutionPolicy: new policies.speculativeExecution.ConstantSpeculativeExecutionPolicy(100, 1),
  });
}

/** Writing the same row twice leaves the same data: it may be sent again. */
export const setName = new SimpleStatement('UPDATE users SET name = ? WHERE id = ?', { isIdempotent: true });

/** Counting twice does not: it is sent once, and an error leaves open whether it happened. */
export const countVisit = new SimpleStatement('UPDATE visits SET hits = hits + 1 WHERE page = ?');
