import { CqlStub, voidResult } from '@async-cassandra/testing';
import { runProgram } from '../fixture/run-program';

describe('many connections to each node', () => {
  test.each([12, 40])('print no warning of the process: %d', async (connectionsPerNode) => {
    await using stub = await CqlStub.start({ nodes: 2 });
    stub.when('SELECT a').reply(voidResult());
    const settings = { options: { ...stub.clusterOptions(), connectionsPerNode }, requests: 200 };
    await expect(runProgram('many-connections', settings)).resolves.toEqual({
      opened: [connectionsPerNode, connectionsPerNode],
      warnings: [],
    });
  });
});
