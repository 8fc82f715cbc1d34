// `export <table> <file>`: a table into a file, which can be stopped at any moment.
import path from 'node:path';
import { command } from '../command-line/command';
import { exitCode } from '../command-line/exit-code';
import { flag, flagSwitch, list, oneOf, text, wholeNumber } from '../command-line/flag';
import { sharedConnectionFlags } from '../connection/connection-flags';
import { withSession } from '../connection/with-session';
import { formatCount, ProgressLine, progressOfScan } from '../terminal/progress-line';
import { exportTable } from '../transfer/export-table';
import { formatNames } from '../transfer/formats';
import { partOf } from '../transfer/part';
import { endingIn } from '../transfer/interrupted';

const flags = {
  format: flag('<name>', `${formatNames.join(' or ')}. Default: by the ending of the file`, oneOf(...formatNames)),
  columns: flag('<a,b,...>', 'Only these columns, by their exact names', list),
  where: flag('<condition>', `Only these rows: "kind = 'book' AND price > 5"`, text),
  concurrency: flag('<n>', 'Ranges that are read at the same time. Default: 8', wholeNumber(1)),
  part: flag('<i/n>', 'Only part i of n equal parts of the table, from 0/n: for jobs that share a table', partOf),
  fetchSize: flag('<n>', 'Rows in a page. Default: 5000', wholeNumber(1)),
  maxRate: flag('<n>', 'The most rows a second. Default: no limit', wholeNumber(1)),
  overwrite: flagSwitch('Replace an existing file'),
  splits: flag('<n>', 'The approximate number of ranges of the table. Default: by its size', wholeNumber(1)),
};

export const exportCommand = command({
  words: ['export'],
  summary: 'Writes a table into a file; continues where it was stopped',
  description:
    'Writes the rows of a table into a file. Stop it at any moment, even by kill -9: the same command continues from <file>.state beside the file.',
  arguments: [
    { name: 'table', description: 'keyspace.table, or a table of --keyspace' },
    { name: 'file', description: 'Such as items.ndjson, items.csv or items.parquet' },
  ],
  flags,
  shared: sharedConnectionFlags,
  examples: [
    'async-cassandra export shop.items items.ndjson',
    `async-cassandra export shop.items books.csv --where "kind = 'book'" --columns id,name`,
    'async-cassandra export shop.items items-$JOB_COMPLETION_INDEX.ndjson --part $JOB_COMPLETION_INDEX/8',
  ],
  run: async (invocation) => {
    const { terminal, signal, folder, args, flags: given } = invocation;
    const [table, file] = args as [string, string];
    const { format, columns, where, concurrency, part, fetchSize, maxRate, overwrite, splits, json } = given;
    return withSession(
      invocation,
      async ({ session }) => {
        const line = new ProgressLine(terminal, table);
        const exporting = exportTable(session, {
          table,
          file: path.resolve(folder, file),
          ...{ format, columns, where, concurrency, part, fetchSize, maxRate, overwrite, splits, signal },
          show: (progress) => line.show(progressOfScan(progress)),
        });
        const rows = await endingIn(line, signal, exporting);
        if (json) await terminal.write(`${JSON.stringify({ table, file, rows })}\n`);
        else terminal.note(`${formatCount(rows)} rows of ${table} in ${file}`);
        return exitCode.done;
      },
      { exact: true },
    );
  },
});
