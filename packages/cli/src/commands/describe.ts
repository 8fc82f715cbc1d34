// `describe [keyspace[.table]]`: prints the schema as CQL.
import { CqlSyntaxError, type AsyncCassandraSession, type DescribeOptions, type Metadata } from '@async-cassandra/core';
import { CliError } from '../command-line/cli-error';
import { command } from '../command-line/command';
import { exitCode } from '../command-line/exit-code';
import { sharedConnectionFlags } from '../connection/connection-flags';
import { withSession, type Connected } from '../connection/with-session';
import { namesIn } from '../values/qualified-name';

interface Named {
  readonly keyspace_name: string;
  readonly type: string;
  readonly name: string;
}

export const describe = command({
  words: ['describe'],
  summary: 'Prints a keyspace or a table as CQL; without a name, lists them',
  description:
    'Prints the CQL that creates a keyspace with everything in it, or one table, view, type, function, aggregate or index. Without a name: all keyspaces and tables.',
  arguments: [{ name: 'name', description: 'keyspace, keyspace.table, or a table of --keyspace', isOptional: true }],
  flags: {},
  shared: sharedConnectionFlags,
  examples: [
    'async-cassandra describe',
    'async-cassandra describe shop > shop.cql',
    'async-cassandra describe shop.items',
  ],
  run: async (invocation) => {
    const { terminal, args, flags, signal } = invocation;
    return withSession(
      invocation,
      async (connected) => {
        if (args[0] === undefined) {
          const tables = await tablesOf(connected.session, signal);
          const line = flags.json ? (each: Named) => JSON.stringify(each) : qualified;
          await terminal.write(tables.map((each) => `${line(each)}\n`).join(''));
          return exitCode.done;
        }
        const { found, options } = await find(connected, args[0], signal);
        const cql = await describeByServer(connected.cluster.metadata, found, { ...options, signal });
        await terminal.write(`${flags.json ? JSON.stringify({ ...found, create_statement: cql }) : cql}\n`);
        return exitCode.done;
      },
      { exact: true },
    );
  },
});

const qualified = ({ keyspace_name: keyspace, name }: Named): string => `${keyspace}.${name}`;

async function tablesOf(session: AsyncCassandraSession, signal: AbortSignal): Promise<Named[]> {
  const read = async (statement: string) => (await session.execute<Named>(statement, undefined, { signal })).rows;
  const rows = await read('DESCRIBE TABLES').catch((error: unknown) => {
    // An older server than Cassandra 4.0 also has no virtual tables.
    if (!(error instanceof CqlSyntaxError)) throw error;
    return read('SELECT keyspace_name, table_name AS name FROM system_schema.tables');
  });
  return rows.map(({ keyspace_name, name }) => ({ keyspace_name, type: 'table', name }));
}

interface Found {
  readonly found: Named;
  readonly options: DescribeOptions;
}

/** A single name is a keyspace, or an object in the keyspace of the session. */
async function find({ cluster, session }: Connected, text: string, signal: AbortSignal): Promise<Found> {
  const { metadata } = cluster;
  const names = namesIn(text);
  const [first = '', name] = names;
  if (name === undefined && Object.hasOwn(metadata.keyspaces, first)) {
    return { found: { keyspace_name: first, type: 'keyspace', name: first }, options: {} };
  }
  const [keyspace, object] = name === undefined ? [session.keyspace, first] : [first, name];
  if (keyspace === undefined || !Object.hasOwn(metadata.keyspaces, keyspace)) {
    throw new CliError(`There is no keyspace ${keyspace ?? first}`, {
      hint: 'A name in capitals goes in double quotes',
    });
  }
  const kind = await kindOf(metadata, keyspace, object, signal);
  return { found: { keyspace_name: keyspace, type: kind, name: object }, options: { [kind]: object } };
}

type Kind = Exclude<keyof DescribeOptions, 'signal'>;

async function kindOf(metadata: Metadata, keyspace: string, name: string, signal: AbortSignal): Promise<Kind> {
  const options = { signal };
  if ((await metadata.getTable(keyspace, name, options)) !== null) return 'table';
  if ((await metadata.getMaterializedView(keyspace, name, options)) !== null) return 'view';
  if ((await metadata.getUdt(keyspace, name, options)) !== null) return 'type';
  if ((await metadata.getFunctions(keyspace, name, options)).length > 0) return 'function';
  if ((await metadata.getAggregates(keyspace, name, options)).length > 0) return 'aggregate';
  // The metadata has indexes only by table, so the server looks for one.
  return 'index';
}

async function describeByServer(metadata: Metadata, named: Named, options: DescribeOptions): Promise<string> {
  try {
    return await metadata.describe(named.keyspace_name, options);
  } catch (error) {
    if (named.type !== 'index') throw error;
    throw new CliError(`There is nothing called ${named.name} in ${named.keyspace_name}`, {
      cause: error,
      hint: 'A name in capitals goes in double quotes',
    });
  }
}
