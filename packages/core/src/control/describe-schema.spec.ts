import { ConfigurationError } from '../errors/async-cassandra-error';
import { CqlSyntaxError, InvalidRequestError } from '../errors/server-errors';
import type { DescribeOptions } from './describe-options';
import { describeSchema, describeStatement } from './describe-schema';
import { Metadata } from './metadata';
import type { SystemQuery } from './system-query';

const metadataOf = (query: SystemQuery): Metadata =>
  Metadata.create({ query, checkSchemaAgreement: () => Promise.resolve(true) });

it.each<[DescribeOptions, string]>([
  [{}, 'DESCRIBE KEYSPACE "Shop"'],
  [{ table: 'a "b"' }, 'DESCRIBE TABLE "Shop"."a ""b"""'],
  [{ view: 'v' }, 'DESCRIBE MATERIALIZED VIEW "Shop"."v"'],
  [{ type: 'v', table: undefined }, 'DESCRIBE TYPE "Shop"."v"'],
  [{ function: 'v' }, 'DESCRIBE FUNCTION "Shop"."v"'],
  [{ aggregate: 'v' }, 'DESCRIBE AGGREGATE "Shop"."v"'],
  [{ index: 'v' }, 'DESCRIBE INDEX "Shop"."v"'],
])('%j is asked for as %s', (options, statement) => {
  expect(describeStatement('Shop', options)).toBe(statement);
});

it('refuses two names, and a name that is no text, before it asks', async () => {
  const asked: string[] = [];
  const metadata = metadataOf((text) => Promise.resolve((asked.push(text), [])));
  await expect(metadata.describe('ks', { table: 'a', type: 'b' })).rejects.toThrow(
    new ConfigurationError('describe() takes one of the options table, type: call it once for each'),
  );
  await expect(metadata.describe('ks', { table: 1 as never })).rejects.toThrow(/^Option 'table' must be a text/);
  expect(asked).toEqual([]);
});

it('joins the statements in the order of the server', async () => {
  const rows = [{ create_statement: 'CREATE TABLE a;' }, { create_statement: 'CREATE INDEX b;' }];
  expect(await describeSchema(() => Promise.resolve(rows), 'ks', {})).toBe('CREATE TABLE a;\n\nCREATE INDEX b;');
});

it('reads the tables of the schema where the server has no DESCRIBE, and leaves any other error as it is', async () => {
  const keyspaces = [{ keyspace_name: 'ks', replication: new Map([['class', 'A']]), durable_writes: true }];
  const withoutDescribe: SystemQuery = (text) => {
    if (text.startsWith('DESCRIBE')) return Promise.reject(new CqlSyntaxError('line 1:0 no viable alternative'));
    return Promise.resolve(text.includes('system_schema.keyspaces') ? keyspaces : []);
  };
  expect(await metadataOf(withoutDescribe).describe('ks')).toBe(
    "CREATE KEYSPACE ks WITH replication = {'class': 'A'} AND durable_writes = true;",
  );
  const absent = new InvalidRequestError("'ks' not found in keyspaces");
  await expect(metadataOf(() => Promise.reject(absent)).describe('ks')).rejects.toBe(absent);
});

it("rejects with the signal's reason", async () => {
  const signal = AbortSignal.abort(new Error('enough'));
  await expect(metadataOf(() => Promise.resolve([])).describe('ks', { signal })).rejects.toThrow('enough');
});
