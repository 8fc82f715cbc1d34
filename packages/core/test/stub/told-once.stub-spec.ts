// A policy that fails again and again is told of once: a log must not drown in it.
import { CqlStub, rows } from '@async-cassandra/testing';
import { AsyncCluster, policies } from '../../src/index';

class FailingPlans extends policies.speculativeExecution.ConstantSpeculativeExecutionPolicy {
  override newPlan(): never {
    throw new Error('no plan');
  }
}

it('a policy that fails for every request is told of once', async () => {
  const emitWarning = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
  const stub = await CqlStub.start({ nodes: 3 });
  stub.when('SELECT a FROM t').reply(rows({ a: 'int' }, [[1]]));
  const speculativeExecutionPolicy = new FailingPlans(1, 1);
  const cluster = new AsyncCluster({ ...stub.clusterOptions(), speculativeExecutionPolicy });
  const session = await cluster.connect();
  for (let count = 0; count < 20; count++) await session.execute('SELECT a FROM t', [], { isIdempotent: true });
  await cluster.shutdown();
  await stub.close();
  const told = emitWarning.mock.calls.map(([warning]) => String(warning));
  emitWarning.mockRestore();
  expect(told.filter((message) => message.includes('FailingPlans failed'))).toHaveLength(1);
});
