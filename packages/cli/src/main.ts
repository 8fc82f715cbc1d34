// The program: the process of one command.
import { CliError } from './command-line/cli-error';
import { exitCode, type ExitCode } from './command-line/exit-code';
import { runCommandLine } from './command-line/run-command-line';

/**
 * Ctrl-C ends a command in order: it writes a checkpoint and closes connections. A second Ctrl-C ends the process at once.
 */
export async function main(words: readonly string[] = process.argv.slice(2)): Promise<void> {
  const control = new AbortController();
  const end = (exit: ExitCode) => () => {
    if (control.signal.aborted) process.exit(exit);
    control.abort(new CliError('Interrupted', { exit }));
  };
  process.on('SIGINT', end(exitCode.interrupted));
  process.on('SIGTERM', end(exitCode.terminated));
  const { stdin, stdout, stderr } = process;
  process.exitCode = await runCommandLine(words, { stdin, stdout, stderr, signal: control.signal });
}
