// `query "<cql>"`: prints a table on a terminal, and a line of JSON for each row in a pipe.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { splitCql } from '@async-cassandra/cql-script';
import type { AsyncCassandraSession, Page } from '@async-cassandra/core';
import { UsageError } from '../command-line/cli-error';
import { command, type Invocation } from '../command-line/command';
import { exitCode, type ExitCode } from '../command-line/exit-code';
import { flag, flagSwitch, text, wholeNumber } from '../command-line/flag';
import { sharedConnectionFlags } from '../connection/connection-flags';
import { withSession } from '../connection/with-session';
import { formatCount, formatDuration } from '../terminal/progress-line';
import { textTable } from '../terminal/text-table';
import { jsonLine } from '../values/json-line';
import { valuesOf } from '../values/row-cells';
import { isNumberType, showValue } from '../values/show-value';

const flags = {
  limit: flag(
    '<n>',
    'The most rows of a table on the terminal; 0 = all. Default: 1000. In a pipe: all',
    wholeNumber(0),
  ),
  expanded: flagSwitch('One column a line, as it is where a table would be wider than the terminal'),
  file: flag('<file>', 'Take the statements from this file; - is standard input', text),
};

export const query = command({
  words: ['query'],
  summary: 'Runs CQL: a table on a terminal, JSON lines in a pipe',
  description:
    'Runs one statement, or several with semicolons between them. Rows are a table on a terminal, and a JSON document a line in a pipe or with --json.',
  arguments: [{ name: 'cql', description: 'The statements; or use --file', isOptional: true }],
  flags,
  shared: sharedConnectionFlags,
  examples: [
    'async-cassandra query "SELECT * FROM shop.items LIMIT 10"',
    'async-cassandra query "SELECT * FROM shop.items" | jq .name',
    'async-cassandra query --file seed.cql --keyspace shop',
  ],
  run: async (invocation) => {
    const statements = await statementsOf(invocation);
    return withSession(invocation, async ({ session }) => runAll(session, statements, invocation), { exact: true });
  },
});

type QueryInvocation = Invocation<typeof flags>;

async function statementsOf({ args: [given], flags: { file }, folder, terminal }: QueryInvocation): Promise<string[]> {
  if ((given === undefined) === (file === undefined)) {
    throw new UsageError('A query needs a statement, or --file, and not both');
  }
  const script = given ?? (await readScript(file!, folder, terminal.streams.stdin));
  const statements = splitCql(script).map((each) => each.text);
  if (statements.length === 0) throw new UsageError('There is no statement in what is to be run');
  return statements;
}

async function readScript(file: string, folder: string, input: AsyncIterable<Buffer | string>): Promise<string> {
  if (file !== '-') {
    const bytes = await readFile(path.resolve(folder, file)).catch((error: Error) => {
      throw new UsageError(`The statements cannot be read: ${error.message}`, { cause: error });
    });
    return decodeScript(bytes);
  }
  const chunks: Buffer[] = [];
  for await (const chunk of input) chunks.push(Buffer.from(chunk));
  return decodeScript(Buffer.concat(chunks));
}

/** Letters of another encoding would be stored as U+FFFD. */
function decodeScript(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new UsageError('The statements are not a text in UTF-8', { cause });
  }
}

async function runAll(
  session: AsyncCassandraSession,
  statements: readonly string[],
  invocation: QueryInvocation,
): Promise<ExitCode> {
  for (const statement of statements) await runOne(session, statement, invocation);
  return exitCode.done;
}

async function runOne(session: AsyncCassandraSession, statement: string, invocation: QueryInvocation): Promise<void> {
  const { terminal, signal, flags: given } = invocation;
  const begunAt = performance.now();
  // For USE, the session changes its own keyspace: it must execute the whole statement.
  if (/^use\b/i.test(statement)) return void (await session.execute(statement, undefined, { signal }));
  const nextPage = (pagingState?: string) => session.executePage(statement, undefined, { signal, pagingState });
  const first = await nextPage();
  for (const warning of first.executionInfo.warnings ?? []) terminal.note(`warning: ${warning}`);
  const isTable = terminal.isOutputShown && given.json !== true;
  if (!isTable) return writeLines(first, nextPage, invocation);
  const took = () => formatDuration(performance.now() - begunAt);
  if (first.columns.length === 0) return terminal.note(terminal.errorColors.dim(`done, ${took()}`));
  await writeTable(first, nextPage, invocation, took);
}

type NextPage = (pagingState?: string) => Promise<Page>;

async function writeLines(first: Page, nextPage: NextPage, { terminal }: QueryInvocation): Promise<void> {
  for (let page = first; ; page = await nextPage(page.pagingState!)) {
    if (page.rows.length > 0) await terminal.write(page.rows.map(jsonLine).join(''));
    if (page.pagingState === null) return;
  }
}

const usualLimit = 1000;

async function writeTable(
  first: Page,
  nextPage: NextPage,
  { terminal, flags: { limit = usualLimit, expanded } }: QueryInvocation,
  took: () => string,
): Promise<void> {
  const most = limit === 0 ? Infinity : limit;
  const rows = [...first.rows];
  let { pagingState } = first;
  while (rows.length < most && pagingState !== null) {
    const page = await nextPage(pagingState);
    rows.push(...page.rows);
    ({ pagingState } = page);
  }
  const isMore = pagingState !== null || rows.length > most;
  const shown = rows.slice(0, most);
  const columns = first.columns.map(({ name, type }) => ({ name, isNumber: isNumberType(type) }));
  const cells = shown.map((row) => valuesOf(row).map(showValue));
  const style = { columns: terminal.columns, colors: terminal.outColors, isExpanded: expanded };
  await terminal.write(textTable(columns, cells, style));
  const count = shown.length === 1 ? '1 row' : `${formatCount(shown.length)} rows`;
  const rest = isMore ? `the first ${count}; --limit 0 shows all of them` : count;
  await terminal.write(terminal.outColors.dim(`(${rest}, ${took()})\n`));
}
