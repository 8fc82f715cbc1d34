// Runs one command, from its words to its exit code. Its surroundings are arguments, so that tests can provide them.
import { inspect } from 'node:util';
import { commands } from '../commands/commands';
import { Terminal, type TerminalStreams } from '../terminal/terminal';
import { CliError } from './cli-error';
import { universalFlags } from './universal-flags';
import type { Command } from './command';
import { describeError } from './describe-error';
import { exitCode, type ExitCode } from './exit-code';
import { parseArguments } from './parse-arguments';

/** The streams, the environment and the folder of a command. */
export interface Surroundings extends TerminalStreams {
  /** The environment variables. Default: the variables of the process. */
  readonly environment?: NodeJS.ProcessEnv;
  /** The folder to which relative file names refer. Default: the working directory of the process. */
  readonly folder?: string;
  /** Aborts to end the command; its reason is the error. Default: never. */
  readonly signal?: AbortSignal;
}

const withUniversalFlags = commands.map((each): Command => ({
  ...each,
  shared: new Map([...(each.shared ?? []), ['Always', universalFlags]]),
}));

/**
 * Runs one command of `async-cassandra` like the program, and resolves with its exit code; it never rejects. Errors are printed on
 * `stderr`.
 *
 * @example
 * process.exitCode = await runCommandLine(['migrate', 'up'], process);
 */
export async function runCommandLine(words: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  const { environment = process.env, folder = process.cwd(), signal = new AbortController().signal } = surroundings;
  const terminal = new Terminal(surroundings, environment);
  const wants = (name: string) => words.includes(name);
  try {
    const parsed = parseArguments(withUniversalFlags, words, { version: version(), terminal });
    if (parsed.kind === 'text') {
      await terminal.write(parsed.text);
      return exitCode.done;
    }
    const { command, args, flags } = parsed;
    return await command.run({ terminal, args, flags, environment, folder, signal });
  } catch (error) {
    const shown = signal.aborted && !(error instanceof CliError) ? signal.reason : error;
    return report(terminal, shown, { asJson: wants('--json'), withStack: wants('--stack') });
  }
}

function report(
  terminal: Terminal,
  error: unknown,
  { asJson, withStack }: { readonly asJson: boolean; readonly withStack: boolean },
): ExitCode {
  const { message, details, code, exit } = describeError(error);
  if (exit === exitCode.outputClosed) return exit;
  const { errorColors: colors } = terminal;
  if (asJson) terminal.note(JSON.stringify({ error: message, code, details, exitCode: exit }));
  else terminal.note([`${colors.red('error:')} ${message}`, ...details.map((line) => `  ${line}`)].join('\n'));
  if (withStack) terminal.note(inspect(error));
  return exit;
}

function version(): string {
  // oxlint-disable-next-line typescript/no-require-imports
  return (require('../../package.json') as { version: string }).version;
}
