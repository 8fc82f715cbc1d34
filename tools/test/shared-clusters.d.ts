import type { CassandraFixture } from '@async-cassandra/testing';

declare global {
  /** Real clusters that the cluster specs share (`cluster-environment.cjs`). What a spec kills or pauses is put right before the next one. */
  const sharedClusters: {
    /** Three nodes in one datacenter. Time limits of the servers are far away; every node holds what it is asked for, at three replicas. */
    threeNodes(): Promise<CassandraFixture>;
    /** Two nodes in `east`, one in `west`, each with one token; they ask for a password. */
    twoDatacenters(): Promise<CassandraFixture>;
  };
}
