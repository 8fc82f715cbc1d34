// `describe [keyspace[.table]]`: the schema as CQL that would make it, as the server writes it.
import { CqlSyntaxError, type AsyncCassandraSession } from '@async-cassandra/core';
import { CliError } from '../command-line/cli-error';
import { command } from '../command-line/command';
import { exitCode } from '../command-line/exit-code';
import { sharedConnectionFlags } from '../connection/connection-flags';
import { withSession } from '../connection/with-session';

interface Described {
  readonly keyspace_name: string;
  readonly type: string;
  readonly name: string;
  readonly create_statement: string;
}

export const describe = command({
  words: ['describe'],
  summary: 'Prints a keyspace or a table as CQL; without a name, lists them',
  description:
    'Prints the CQL that makes a keyspace with all that is in it, or one table, view, type, function or index. Without a name: all keyspaces and tables.',
  arguments: [{ name: 'name', description: 'keyspace, keyspace.table, or a table of --keyspace', isOptional: true }],
  flags: {},
  shared: sharedConnectionFlags,
  examples: [
    'async-cassandra describe',
    'async-cassandra describe shop > shop.cql',
    'async-cassandra describe shop.items',
  ],
  run: async (invocation) => {
    const { terminal, args, flags } = invocation;
    return withSession(
      invocation,
      async ({ session }) => {
        const found = await describeByServer(session, args[0], invocation.signal);
        if (flags.json) await terminal.write(found.map((each) => `${JSON.stringify({ ...each })}\n`).join(''));
        else if (args[0] === undefined) await terminal.write(found.map(nameLine).join(''));
        else await terminal.write(`${found.map((each) => each.create_statement).join('\n\n')}\n`);
        return exitCode.done;
      },
      { exact: true },
    );
  },
});

const nameLine = ({ keyspace_name: keyspace, name }: Described): string => `${keyspace}.${name}\n`;

async function describeByServer(
  session: AsyncCassandraSession,
  name: string | undefined,
  signal: AbortSignal,
): Promise<readonly Described[]> {
  try {
    const statement = name === undefined ? 'DESCRIBE TABLES' : `DESCRIBE ${name}`;
    return (await session.execute<Described>(statement, undefined, { signal })).rows;
  } catch (error) {
    if (!(error instanceof CqlSyntaxError)) throw error;
    throw new CliError(`${name ?? 'The schema'} cannot be described by this server`, {
      cause: error,
      hint: 'DESCRIBE is part of Cassandra from 4.0 on; a name in capitals goes in double quotes',
    });
  }
}
