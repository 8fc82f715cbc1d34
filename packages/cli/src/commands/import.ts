// `import <table> <file>`: a file into a table.
import path from 'node:path';
import { command } from '../command-line/command';
import { exitCode } from '../command-line/exit-code';
import { flag, oneOf, wholeNumber } from '../command-line/flag';
import { sharedConnectionFlags } from '../connection/connection-flags';
import { withSession } from '../connection/with-session';
import { formatCount, ProgressLine } from '../terminal/progress-line';
import { formatNames } from '../transfer/formats';
import { importTable } from '../transfer/import-table';

const flags = {
  format: flag('<name>', `${formatNames.join(' or ')}. Default: by the ending of the file`, oneOf(...formatNames)),
  concurrency: flag('<n>', 'Rows that are written at the same time. Default: 128', wholeNumber(1)),
};

export const importCommand = command({
  words: ['import'],
  summary: 'Writes the rows of a file into a table; goes on where it was stopped',
  description:
    'Writes the rows of a file into a table. Stop it at any moment: the same command goes on where it was, by <file>.state beside the file.',
  arguments: [
    { name: 'table', description: 'keyspace.table, or a table of --keyspace' },
    { name: 'file', description: 'What export writes, such as items.ndjson or items.csv' },
  ],
  flags,
  shared: sharedConnectionFlags,
  examples: ['async-cassandra import shop.items items.ndjson'],
  run: async (invocation) => {
    const { terminal, signal, folder, args, flags: given } = invocation;
    const [table, file] = args as [string, string];
    const { format, concurrency, json } = given;
    return withSession(
      invocation,
      async ({ session, cluster: { metadata } }) => {
        const line = new ProgressLine(terminal, table);
        const begunAt = performance.now();
        const importing = importTable(
          { session, metadata },
          {
            table,
            file: path.resolve(folder, file),
            ...{ format, concurrency, signal },
            show: (rows) => {
              const rowsPerSecond = (rows / (performance.now() - begunAt)) * 1000;
              line.show({ fraction: undefined, rows, rowsPerSecond, remainingMs: undefined });
            },
          },
        );
        const rows = await importing.finally(() => line.end());
        if (json) await terminal.write(`${JSON.stringify({ table, file, rows })}\n`);
        else terminal.note(`${formatCount(rows)} rows of ${file} in ${table}`);
        return exitCode.done;
      },
      { exact: true },
    );
  },
});
