import { AsyncCluster, types, type AsyncClusterOptions } from '@async-cassandra/core';

const { consistencies } = types;

export function clusterWithProfiles(options: AsyncClusterOptions): AsyncCluster {
  return new AsyncCluster({
    ...options,
    consistency: consistencies.localQuorum,
    executionProfiles: {
      report: { consistency: consistencies.one, requestTimeoutMs: 60_000, fetchSize: 10_000 },
      checkout: { serialConsistency: consistencies.localSerial, requestTimeoutMs: 2000 },
    },
  });
}

/** Returns the consistency of the request: the profile's, else the cluster's. */
export async function consistencyOf(cluster: AsyncCluster, executionProfile?: string): Promise<number | undefined> {
  const session = await cluster.connect();
  const { executionInfo } = await session.execute('SELECT key FROM system.local', [], { executionProfile });
  await session.close();
  return executionInfo.consistency;
}
