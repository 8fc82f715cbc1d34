// Questions to the user at the terminal. They are printed on standard error, because standard output may be a file.
import { CliError } from '../command-line/cli-error';
import { exitCode } from '../command-line/exit-code';
import type { Terminal } from './terminal';

export interface Choice<T extends string> {
  readonly value: T;
  readonly label: string;
}

export async function askPassword({ streams }: Terminal, question: string): Promise<string> {
  const { password, isCancel } = await import('@clack/prompts');
  const answer = await password({ message: question, input: streams.stdin, output: streams.stderr });
  if (isCancel(answer)) throw cancelled();
  return answer;
}

export async function askChoice<T extends string>(
  { streams }: Terminal,
  question: string,
  choices: readonly Choice<T>[],
): Promise<T> {
  const { select, isCancel } = await import('@clack/prompts');
  const options = choices as readonly { value: string; label: string }[];
  const answer = await select<string>({
    message: question,
    options: [...options],
    input: streams.stdin,
    output: streams.stderr,
  });
  if (isCancel(answer)) throw cancelled();
  return answer as T;
}

function cancelled(): CliError {
  return new CliError('Cancelled', { exit: exitCode.interrupted });
}
