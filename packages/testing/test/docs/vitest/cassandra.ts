import { sharedCassandra } from '@async-cassandra/testing/vitest';

export const { setup, teardown } = sharedCassandra({ heapMb: 512 });
