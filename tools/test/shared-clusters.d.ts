import type { CassandraFixture } from '@async-cassandra/testing';

declare global {
  /** The real cluster that the cluster specs share (`cluster-environment.cjs`). Nodes that a spec kills or pauses are restored before the next one. */
  const sharedClusters: {
    /** Three nodes in one datacenter. The servers' timeouts are long; at three replicas every node has all data. */
    threeNodes(): Promise<CassandraFixture>;
  };
}
