import type { CassandraFixture } from '@async-cassandra/testing';

declare global {
  /** Real clusters that the cluster specs share (`cluster-environment.cjs`). Nodes that a spec kills or pauses are restored before the next one. */
  const sharedClusters: {
    /** Three nodes in one datacenter. The servers' timeouts are long; at three replicas every node has all data. */
    threeNodes(): Promise<CassandraFixture>;
    /** Two nodes in `east`, in the racks `a` and `b`, and one in rack `a` of `west`, each with one token; they require a password. */
    twoDatacenters(): Promise<CassandraFixture>;
  };
}
