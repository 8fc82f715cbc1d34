// `import <table> <file>`: a file into a table.
import path from 'node:path';
import { command } from '../command-line/command';
import { exitCode } from '../command-line/exit-code';
import { flag, oneOf, wholeNumber } from '../command-line/flag';
import { sharedConnectionFlags } from '../connection/connection-flags';
import { withSession } from '../connection/with-session';
import { formatCount, ProgressLine, type Progress } from '../terminal/progress-line';
import { formatNames } from '../transfer/formats';
import { importTable, type ImportProgress } from '../transfer/import-table';
import { endingIn } from '../transfer/interrupted';

const usualConcurrency = 128;
const usualMaxErrors = 1000;

const flags = {
  format: flag('<name>', `${formatNames.join(', ')}. Default: by the ending of the file`, oneOf(...formatNames)),
  concurrency: flag('<n>', 'Rows that are written at the same time. Default: 128', wholeNumber(1)),
  maxRate: flag('<n>', 'The most rows a second. Default: no limit', wholeNumber(1)),
  maxErrors: flag('<n>', 'The most bad rows; with one more the import stops. Default: 1000', wholeNumber(0)),
};

export const importCommand = command({
  words: ['import'],
  summary: 'Writes the rows of a file into a table; continues where it was stopped',
  description:
    'Writes the rows of a file into a table. Rows that cannot be written go into <file>.bad with their line and the reason, and the exit code is 3. Stop it at any moment: the same command continues from <file>.state beside the file.',
  arguments: [
    { name: 'table', description: 'keyspace.table, or a table of --keyspace' },
    { name: 'file', description: 'A file of export, such as items.ndjson, items.csv or items.parquet' },
  ],
  flags,
  shared: sharedConnectionFlags,
  examples: [
    'async-cassandra import shop.items items.ndjson',
    'async-cassandra import shop.items items.csv --max-rate 5000',
    'async-cassandra import shop.items cqlsh.txt --format cqlsh',
  ],
  run: async (invocation) => {
    const { terminal, signal, folder, args, flags: given } = invocation;
    const [table, file] = args as [string, string];
    const { format, concurrency = usualConcurrency, maxRate, maxErrors = usualMaxErrors, json } = given;
    return withSession(
      invocation,
      async ({ session, cluster: { metadata } }) => {
        const line = new ProgressLine(terminal, table);
        const meter = new ImportMeter();
        const options = { table, file: path.resolve(folder, file), format, concurrency, maxRate, maxErrors, signal };
        const show = (progress: ImportProgress) => line.show(meter.read(progress));
        const importing = importTable({ session, metadata }, { ...options, show });
        const { rows, bad, badFile } = await endingIn(line, signal, importing);
        const shownBad = path.relative(folder, badFile);
        if (json) {
          const files = bad === 0 ? {} : { badFile: shownBad };
          await terminal.write(`${JSON.stringify({ table, file, rows: rows - bad, bad, ...files })}\n`);
        } else terminal.note(`${formatCount(rows - bad)} rows of ${file} in ${table}`);
        if (bad === 0) return exitCode.done;
        if (!json) terminal.note(`${formatCount(bad)} bad rows in ${shownBad}, each with its line and the reason`);
        return exitCode.incomplete;
      },
      { exact: true },
    );
  },
});

/** Computes the rate and the remaining time of this process. */
class ImportMeter {
  readonly #begunAt = performance.now();
  #first: ImportProgress | undefined;

  read(progress: ImportProgress): Progress {
    const { rows, fraction, bad } = progress;
    this.#first ??= progress;
    const ms = performance.now() - this.#begunAt;
    const done = fraction - this.#first.fraction;
    return {
      fraction,
      rows,
      rowsPerSecond: ((rows - this.#first.rows) / ms) * 1000,
      remainingMs: done > 0 ? ((1 - fraction) / done) * ms : undefined,
      ...(bad > 0 && { detail: `${formatCount(bad)} bad` }),
    };
  }
}
