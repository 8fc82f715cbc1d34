// `migrate new <name>`: creates a file with the next number.
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { UsageError } from '../../command-line/cli-error';
import { command } from '../../command-line/command';
import { exitCode } from '../../command-line/exit-code';
import { flag, oneOf, text } from '../../command-line/flag';
import { loadConfig } from '../../connection/config-file';
import { folderFlags } from './migrate-flags';
import { migrationFolder } from './migration-settings';

const usualDigits = 4;

const templates = {
  cql: '-- Statements with semicolons. Unqualified names are in the keyspace of the migrations.\n',
  ts: `import type { MigrationScript } from '@async-cassandra/migrations';

export default (async (session, { keyspace, progress, signal }) => {
  // Runs again from its beginning after a crash in the middle.
}) satisfies MigrationScript;
`,
  js: `exports.migrate = async (session, { keyspace, progress, signal }) => {
  // Runs again from its beginning after a crash in the middle.
};
`,
};

export const newMigration = command({
  words: ['migrate', 'new'],
  summary: 'Creates an empty migration with the next number',
  arguments: [{ name: 'name', description: 'What it does, such as add_email' }],
  flags: {
    ...folderFlags,
    kind: flag('<cql|ts|js>', 'Statements, or a script. Default: cql', oneOf('cql', 'ts', 'js')),
    config: flag('<file>', 'Default: async-cassandra.config.{js,ts,json} of this folder, or of the project', text),
  },
  examples: ['async-cassandra migrate new add_email', 'async-cassandra migrate new backfill_email --kind ts'],
  run: async (invocation) => {
    const { terminal, args, flags, folder } = invocation;
    const words = args[0]!.toLowerCase().match(/[a-z0-9]+/g);
    if (words === null) throw new UsageError(`'${args[0]}' has no letter and no digit: name what the migration does`);
    const target = migrationFolder(invocation, await loadConfig(folder, flags.config));
    await mkdir(target, { recursive: true });
    const kind = flags.kind ?? 'cql';
    const file = path.join(target, `${await nextNumber(target)}_${words.join('_')}.${kind}`);
    // Never overwrites a file that another process has created meanwhile.
    await writeFile(file, templates[kind], { flag: 'wx' });
    const shown = path.relative(folder, file);
    await terminal.write(flags.json ? `${JSON.stringify({ file: shown })}\n` : `${shown}\n`);
    return exitCode.done;
  },
});

/** Returns the next number, with as many digits as the existing ones. */
async function nextNumber(folder: string): Promise<string> {
  const numbers = (await readdir(folder)).flatMap((file) => /^(\d+)_/.exec(file)?.[1] ?? []);
  const digits = Math.max(usualDigits, ...numbers.map((each) => each.length));
  return String(Math.max(0, ...numbers.map(Number)) + 1).padStart(digits, '0');
}
