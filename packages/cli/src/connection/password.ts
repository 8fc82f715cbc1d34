// The password: from a file, a variable, the configuration file, or the user at the terminal. Never from the command line, which all users of
// the machine can read.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { UsageError } from '../command-line/cli-error';
import { askPassword } from '../terminal/ask';
import type { Terminal } from '../terminal/terminal';

export interface PasswordSources {
  readonly username: string;
  readonly file: string | undefined;
  readonly variable: string | undefined;
  readonly configured: string | undefined;
  readonly folder: string;
  readonly terminal: Terminal;
}

/** @throws UsageError when there is no password, or the file cannot be read. */
export async function findPassword(sources: PasswordSources): Promise<string> {
  const { username, file, variable, configured, folder, terminal } = sources;
  if (file !== undefined) return firstLineOf(path.resolve(folder, file));
  if (variable !== undefined) return variable;
  if (configured !== undefined) return configured;
  if (terminal.isInteractive) return askPassword(terminal, `Password of ${username}`);
  throw new UsageError(`There is no password for ${username}, and nobody to ask`, {
    hint: 'Set CASSANDRA_PASSWORD, or use --password-file <file>',
  });
}

async function firstLineOf(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).split(/\r?\n/, 1)[0]!;
  } catch (error) {
    throw new UsageError(`The password cannot be read: ${(error as Error).message}`, { cause: error });
  }
}
