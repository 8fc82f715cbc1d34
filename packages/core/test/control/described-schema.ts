// A keyspace with everything that CQL can declare on Cassandra 3.11, and what system_schema says of it.
import { splitCql } from '@async-cassandra/cql-script';
import type { AsyncCassandraSession } from '../../src/index';

export const keyspaceName = 'Described_Here';
const of = (name: string): string => `"${keyspaceName}".${name}`;

export const statements = [
  `CREATE KEYSPACE "${keyspaceName}" WITH replication = {'class': 'NetworkTopologyStrategy', 'datacenter1': 1} AND durable_writes = false`,
  `CREATE TYPE ${of('zip')} (code text, "Plus ""4""" int)`,
  `CREATE TYPE ${of('address')} (street text, zips map<text, frozen<list<frozen<zip>>>>)`,
  `CREATE TYPE ${of('"Full Name"')} (first text, addresses list<frozen<address>>)`,
  `CREATE TABLE ${of('items')} (a int, "B" text, c timeuuid, d date, shared list<text> static, name frozen<"Full Name">, tags set<text>,
    by_key map<text, int>, frozen_tags frozen<set<text>>, pair tuple<int, frozen<zip>>, "select" blob, v text,
    PRIMARY KEY ((a, "B"), c, d)) WITH CLUSTERING ORDER BY (c DESC, d ASC) AND comment = 'it''s "here"; -- all'
    AND compaction = {'class': 'LeveledCompactionStrategy', 'sstable_size_in_mb': '20'} AND compression = {'enabled': 'false'}
    AND gc_grace_seconds = 1 AND default_time_to_live = 60 AND speculative_retry = '50ms' AND caching = {'keys': 'NONE', 'rows_per_partition': '7'}`,
  `CREATE INDEX ON ${of('items')} (v)`,
  `CREATE INDEX "By_Select" ON ${of('items')} ("select")`,
  `CREATE INDEX ON ${of('items')} (keys(by_key))`,
  `CREATE INDEX ON ${of('items')} (tags)`,
  `CREATE INDEX ON ${of('items')} (full(frozen_tags))`,
  `CREATE TABLE ${of('table_without_ttl')} (k int PRIMARY KEY, v text, w int)`,
  `CREATE MATERIALIZED VIEW ${of('by_v')} AS SELECT k, v FROM ${of('table_without_ttl')} WHERE v IS NOT NULL AND k IS NOT NULL PRIMARY KEY (v, k)
    WITH CLUSTERING ORDER BY (k DESC) AND comment = 'a view'`,
  `CREATE MATERIALIZED VIEW ${of('"All"')} AS SELECT * FROM ${of('table_without_ttl')} WHERE w IS NOT NULL AND k IS NOT NULL PRIMARY KEY (w, k)`,
  `CREATE TABLE ${of('counters')} (k text, c int, n counter, PRIMARY KEY (k, c))`,
  `CREATE TABLE ${of('custom')} (k int PRIMARY KEY, v 'org.apache.cassandra.db.marshal.IntegerType')`,
];

/** What older-server.server-spec leaves out: a Cassandra 3.11 that the kit downloaded some time ago lacks a jar for functions. */
export const functionStatements = [
  `CREATE FUNCTION ${of('plus')}(a int, b int) RETURNS NULL ON NULL INPUT RETURNS int LANGUAGE java AS 'return a + b;'`,
  `CREATE FUNCTION ${of('plus')}(a bigint, b bigint) CALLED ON NULL INPUT RETURNS bigint LANGUAGE java AS $$return a == null ? b : a + b; // it's$$`,
  `CREATE FUNCTION ${of('"Streets"')}(a list<frozen<address>>, "In" "Full Name") CALLED ON NULL INPUT RETURNS "Full Name" LANGUAGE java AS 'return null;'`,
  `CREATE AGGREGATE ${of('total')}(int) SFUNC plus STYPE int INITCOND 0`,
  `CREATE AGGREGATE ${of('"Sum"')}(bigint) SFUNC plus STYPE bigint`,
];

/** What Cassandra 4.0 and later refuse, or only allow by their settings. */
export const oldStatements = [
  `CREATE TABLE ${of('dense')} (k int, c int, v text, PRIMARY KEY (k, c)) WITH COMPACT STORAGE`,
  `CREATE TABLE ${of('dense_keys')} (k int, c int, PRIMARY KEY (k, c)) WITH COMPACT STORAGE`,
  `CREATE TABLE ${of('thin')} (k int PRIMARY KEY, v text, w int) WITH COMPACT STORAGE`,
  `CREATE CUSTOM INDEX sasi ON ${of('table_without_ttl')} (v) USING 'org.apache.cassandra.index.sasi.SASIIndex' WITH OPTIONS = {'mode': 'CONTAINS', 'case_sensitive': 'false'}`,
];

const tables = ['keyspaces', 'types', 'functions', 'aggregates', 'tables', 'columns', 'indexes', 'views'];

/** What system_schema says of the keyspace, without the ids that a table gets anew. */
async function systemRows(session: AsyncCassandraSession): Promise<Record<string, unknown[]>> {
  const found: Record<string, unknown[]> = {};
  for (const table of tables) {
    const query = `SELECT JSON * FROM system_schema.${table} WHERE keyspace_name = '${keyspaceName}'`;
    const { rows } = await session.execute<{ '[json]': string }>(query);
    found[table] = rows.map((row) => {
      const { id, base_table_id, ...rest } = JSON.parse(row['[json]']) as Record<string, unknown>;
      void id;
      void base_table_id;
      return rest;
    });
  }
  return found;
}

/** Makes the keyspace, describes it, drops it and executes what was described. Resolves with both states of system_schema. */
export async function makeAgain(
  session: AsyncCassandraSession,
  declared: readonly string[],
  describe: () => Promise<string>,
): Promise<{ before: unknown; after: unknown; texts: [string, string] }> {
  await session.execute(`DROP KEYSPACE IF EXISTS "${keyspaceName}"`);
  for (const statement of declared) await session.execute(statement);
  const before = await systemRows(session);
  const text = await describe();
  await session.execute(`DROP KEYSPACE "${keyspaceName}"`);
  for (const { text: statement } of splitCql(text)) await session.execute(statement);
  const after = await systemRows(session);
  const texts: [string, string] = [text, await describe()];
  await session.execute(`DROP KEYSPACE "${keyspaceName}"`);
  return { before, after, texts };
}
