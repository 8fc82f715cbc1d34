import { CqlStub, voidResult, type CqlStubOptions } from '@async-cassandra/testing';
import { AsyncCluster, type AsyncCassandraSession, type AsyncClusterOptions } from '../../src/index';

/** A stub, and a cluster with a session that is connected to it. All of them close at the end of the block. */
export interface ConnectedStub extends AsyncDisposable {
  readonly stub: CqlStub;
  readonly cluster: AsyncCluster;
  readonly session: AsyncCassandraSession;
}

/** `answered`: the texts that are answered without rows. */
export async function connectStub(
  options: AsyncClusterOptions = {},
  stubOptions: CqlStubOptions = {},
  answered?: RegExp,
): Promise<ConnectedStub> {
  const stub = await CqlStub.start(stubOptions);
  if (answered !== undefined) stub.when(answered).reply(voidResult());
  const cluster = new AsyncCluster({ ...stub.clusterOptions(), ...options });
  const session = await cluster.connect();
  return {
    stub,
    cluster,
    session,
    async [Symbol.asyncDispose]() {
      await cluster.shutdown();
      await stub.close();
    },
  };
}
