// The schema as CQL text, written from system_schema as for a server without DESCRIBE. The same on 3.11: older-server.server-spec.
import { useKeyspace } from '@async-cassandra/testing/jest';
import { schemaStatements } from '../../src/control/schema-text/schema-statements';
import { AsyncCluster, QueryError, type AsyncCassandraSession } from '../../src/index';
import { hasDescribe } from '../fixture/server-release';
import { functionStatements, keyspaceName, makeAgain, statements } from './described-schema';

const keyspace = useKeyspace();
let cluster: AsyncCluster;
let session: AsyncCassandraSession;

beforeAll(async () => {
  cluster = new AsyncCluster({ ...keyspace.clusterOptions(), encoding: { map: Map, set: Set } });
  session = await cluster.connect();
});
afterAll(() => cluster.shutdown());

async function described(options: Parameters<typeof schemaStatements>[2] = {}): Promise<string> {
  const query = async (text: string, parameters?: readonly string[]) =>
    (await session.execute(text, parameters && [...parameters])).rows;
  const text = (await schemaStatements(query, keyspaceName, options)).join('\n\n');
  // Properties of Cassandra 3: from 4.0 on, a server still has their columns, and refuses their names.
  if (!hasDescribe) return text;
  return text.replace(/\n *AND (?:dclocal_)?read_repair_chance = 0/g, '');
}

test('gives the same schema when it is executed, functions and aggregates included', async () => {
  let aTable = '';
  const { before, after, texts } = await makeAgain(session, [...statements, ...functionStatements], async () => {
    aTable = await described({ table: 'table_without_ttl' });
    await expect(described({ table: 'address' })).rejects.toThrow(
      new QueryError("There is no 'address' of this kind in keyspace 'Described_Here'"),
    );
    return described();
  });
  expect(after).toEqual(before);
  expect(texts[1]).toBe(texts[0]);
  expect(aTable.match(/^CREATE [A-Z ]+/gm)).toEqual([
    'CREATE TABLE ',
    ...Array<string>(2).fill('CREATE MATERIALIZED VIEW '),
  ]);
});
