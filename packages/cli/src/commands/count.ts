// `count <table>`: the nodes count, range by range.
import type { ScanProgress } from '@async-cassandra/core';
import { command } from '../command-line/command';
import { exitCode } from '../command-line/exit-code';
import { flag, text, wholeNumber } from '../command-line/flag';
import { sharedConnectionFlags } from '../connection/connection-flags';
import { withSession } from '../connection/with-session';
import { ProgressLine, progressOfScan } from '../terminal/progress-line';
import { partOf } from '../transfer/part';

const flags = {
  where: flag('<condition>', `Only these rows: "kind = 'book' AND price > 5"`, text),
  part: flag('<i/n>', 'Only part i of n equal parts of the table, from 0/n', partOf),
  concurrency: flag('<n>', 'Ranges that are counted at the same time. Default: 8', wholeNumber(1)),
};

export const count = command({
  words: ['count'],
  summary: 'Counts the rows of a table, however large it is',
  description:
    'Counts the rows of a table. The nodes count ranges of tokens, several at once, so that no request takes too long.',
  arguments: [{ name: 'table', description: 'keyspace.table, or a table of --keyspace' }],
  flags,
  shared: sharedConnectionFlags,
  examples: ['async-cassandra count shop.items', `async-cassandra count shop.items --where "kind = 'book'"`],
  run: async (invocation) => {
    const { terminal, signal, args, flags: given } = invocation;
    const table = args[0]!;
    const { where, part, concurrency, json } = given;
    return withSession(
      invocation,
      async ({ session }) => {
        const line = new ProgressLine(terminal, table);
        const onProgress = (progress: ScanProgress) => line.show(progressOfScan(progress));
        const counting = session.countTable(table, { where, part, concurrency, signal, onProgress });
        const rows = await counting.finally(() => line.end());
        await terminal.write(`${json ? JSON.stringify({ table, rows }) : rows}\n`);
        return exitCode.done;
      },
      { exact: true },
    );
  },
});
