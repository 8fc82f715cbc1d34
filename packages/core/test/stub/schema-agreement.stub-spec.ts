import { CqlStub, schemaChange } from '@async-cassandra/testing';
import { AsyncCluster } from '../../src/index';

describe('a change of the schema', () => {
  test('is agreed on by the account of the node that made it: another may not have heard of it yet', async () => {
    await using stub = await CqlStub.start({ nodes: 3 });
    stub
      .when(/^CREATE TABLE/)
      .reply(schemaChange({ change: 'CREATED', target: 'TABLE', keyspace: 'app', name: 'users' }));
    await using cluster = new AsyncCluster(stub.clusterOptions());
    const session = await cluster.connect();
    for (const node of stub.nodes) {
      stub.clearRequests();
      const result = await session.execute('CREATE TABLE app.users (id int PRIMARY KEY)', [], { host: node.endpoint });
      expect(result.executionInfo.schemaInAgreement).toBe(true);
      const asked = stub.requests.filter(({ query }) => /schema_version FROM system\.local/.test(query ?? ''));
      expect(asked.map((request) => request.node)).toEqual([node.index]);
    }
  });

  test('leaves the connections of sessions alone when the node that made it does not say what version it has', async () => {
    await using stub = await CqlStub.start({ nodes: 2 });
    stub
      .when(/^CREATE TABLE/)
      .reply(schemaChange({ change: 'CREATED', target: 'TABLE', keyspace: 'app', name: 'users' }));
    const silent = stub.when({ query: /schema_version FROM system\.local/, node: 1 }).drop();
    await using cluster = new AsyncCluster({
      ...stub.clusterOptions(),
      controlConnectionTimeoutMs: 3000,
      maxSchemaAgreementWaitMs: 100,
    });
    const session = await cluster.connect();
    const options = { host: stub.node(1).endpoint };
    const { executionInfo } = await session.execute('CREATE TABLE app.users (id int PRIMARY KEY)', [], options);
    expect(executionInfo.schemaInAgreement).toBe(false);
    expect(silent.hits).toBeGreaterThan(0);
    await session.execute('CREATE TABLE app.others (id int PRIMARY KEY)', [], options);
    expect(new Set(stub.executions.map(({ connection }) => connection)).size).toBe(1);
  });
});
