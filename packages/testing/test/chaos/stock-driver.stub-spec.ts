import { Client } from 'cassandra-driver';

import { ChaosProxy } from '../../src/chaos/chaos-proxy';
import { CqlStub } from '../../src/stub/cql-stub';
import { voidResult } from '../../src/stub/reply';

describe('cassandra-driver behind a chaos proxy', () => {
  it('reaches every node through its link', async () => {
    await using stub = await CqlStub.start({ nodes: 3 });
    await using proxy = await ChaosProxy.start(stub);
    stub.when('SELECT a').reply(voidResult());
    const client = new Client(proxy.driverOptions());
    try {
      await client.connect();
      for (let count = 0; count < 9; count++) {
        await client.execute('SELECT a');
      }
    } finally {
      await client.shutdown();
    }
    expect(new Set(stub.executions.map(({ node }) => node))).toEqual(new Set([0, 1, 2]));
    await proxy.until(({ openConnections }) => openConnections === 0);
    expect(proxy.links.every(({ stats }) => stats.bytesToServer > 0)).toBe(true);
  });
});
