// A retry policy may lower the level of a request that another datacenter serves: a local level must not change its meaning there.
import { CqlStub, serverError } from '@async-cassandra/testing';
import {
  AsyncCluster,
  AsyncLoadBalancingPolicy,
  AsyncRetryPolicy,
  policies,
  types,
  type AsyncClusterOptions,
  type DecisionInfo,
} from '../../src/index';

/** Retries once, at LOCAL_ONE. */
class Downgrade extends AsyncRetryPolicy {
  constructor(
    readonly useCurrentHost: boolean,
    readonly delayMs: number,
  ) {
    super(1);
  }

  override onRequestError(...[info]: Parameters<AsyncRetryPolicy['onRequestError']>): DecisionInfo {
    if (info.nbRetry > 0) return this.rethrowResult();
    return { ...this.retryResult(types.consistencies.localOne, this.useCurrentHost), delayMs: this.delayMs };
  }
}

class OwnPolicy extends AsyncLoadBalancingPolicy {}

const balancing: readonly [string, () => AsyncClusterOptions][] = [
  ['the default policy', () => ({})],
  ['a subclass of it', () => ({ loadBalancingPolicy: new OwnPolicy() })],
];
const retries: readonly [string, boolean, number][] = [
  ['on the same node', true, 0],
  ['on the same node, later', true, 1],
  ['on the next node', false, 0],
];

/** Returns the levels of the attempts in the other datacenter, while no node of the local one can be asked. */
async function levelsElsewhere(options: AsyncClusterOptions, allowLocalConsistency: boolean): Promise<unknown[]> {
  const west = { datacenter: 'west' };
  await using stub = await CqlStub.start({ nodes: [{ datacenter: 'east' }, west, west] });
  stub.when('a read').reply(serverError.overloaded());
  const cluster = new AsyncCluster({
    ...stub.clusterOptions(),
    datacenterFailover: { datacenters: ['west'], allowLocalConsistency },
    reconnectionPolicy: new policies.reconnection.ConstantReconnectionPolicy(10 ** 9),
    ...options,
  });
  try {
    const session = await cluster.connect();
    const gone = new Promise((resolve) => cluster.on('nodeDown', resolve));
    await stub.node(0).stop();
    await gone;
    const reading = session.execute('a read', [], { consistency: 'one', isIdempotent: true });
    await expect(reading).rejects.toMatchObject({ name: 'OverloadedError' });
    return stub.executions.map(({ consistency }) => consistency);
  } finally {
    await cluster.shutdown();
  }
}

describe.each(balancing)('%s', (_policy, options) => {
  test.each(retries)('refuses a retry at a local level %s', async (_where, useCurrentHost, delayMs) => {
    const retryPolicy = new Downgrade(useCurrentHost, delayMs);

    expect(await levelsElsewhere({ ...options(), retryPolicy }, false)).toEqual(['ONE']);
    expect(await levelsElsewhere({ ...options(), retryPolicy }, true)).toEqual(['ONE', 'LOCAL_ONE']);
  });
});
