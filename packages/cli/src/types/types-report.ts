// What the command says: errors and warnings at their places, and one line at the end.
import { exitCode, type ExitCode } from '../command-line/exit-code';
import type { Problem } from './generation';
import type { FoundStatements, UnseenCall } from './source/found-statements';
import { shownFile, shownPlace } from './source/place';
import type { TypesInvocation, TypesSettings } from './types-settings';

const reasons: Readonly<Record<UnseenCall['reason'], string>> = {
  unknown: 'the text is known only when it runs, so it is not checked',
  notLiteral: 'the server has checked the text, but for TypeScript it is any string: write it as one template literal',
  detached:
    'the method leaves its session here, so its calls under another name are not checked: call it on the session',
};

export class TypesReport {
  readonly #invocation: TypesInvocation;

  constructor(invocation: TypesInvocation) {
    this.#invocation = invocation;
  }

  /** Shows what a generation met. Returns the exit code when a problem ends it. */
  begin(unseen: readonly UnseenCall[], problems: readonly Problem[]): ExitCode | undefined {
    this.#unseen(unseen);
    return problems.length > 0 ? this.#refused(problems) : undefined;
  }

  /** The calls whose types cannot be checked. */
  #unseen(calls: readonly UnseenCall[]): void {
    const { terminal, folder } = this.#invocation;
    const warning = terminal.errorColors.yellow('warning');
    for (const { place, call, reason } of calls) {
      terminal.note(`${shownPlace(place, folder)} - ${warning}: ${call}: ${reasons[reason]}`);
    }
  }

  /** All errors of the server, each at its places. */
  #refused(problems: readonly Problem[]): ExitCode {
    const { terminal, folder } = this.#invocation;
    const error = terminal.errorColors.red('error');
    for (const { places, message } of problems) {
      for (const place of places) terminal.note(`${shownPlace(place, folder)} - ${error}: ${message}`);
    }
    terminal.note(`${counted(problems.length, 'statement')} with errors; nothing was written`);
    return exitCode.failed;
  }

  /** What `--check` found. */
  outdated(files: readonly string[], broken: readonly string[]): void {
    const { terminal } = this.#invocation;
    for (const line of broken) terminal.note(line);
    if (broken.length > 0) terminal.note(`${counted(broken.length, 'error')} with the schema as it is now`);
    for (const line of files) terminal.note(`${terminal.errorColors.red('error')}: ${line}`);
    terminal.note('  To write it anew: async-cassandra types');
  }

  notInProject({ output, project }: TypesSettings): void {
    const { terminal, folder } = this.#invocation;
    const warning = terminal.errorColors.yellow('warning');
    terminal.note(
      `${warning}: ${shownFile(project, folder)} does not include ${shownFile(output, folder)}, so the compiler does not read it`,
    );
  }

  async done(
    statements: number,
    found: FoundStatements,
    { output }: TypesSettings,
    written: readonly string[],
  ): Promise<void> {
    const { terminal, folder, flags } = this.#invocation;
    const shown = written.map((file) => shownFile(file, folder));
    if ((flags as { readonly json?: boolean }).json) {
      const unseen = found.unseen.map(({ place, call, reason }) => ({
        place: shownPlace(place, folder),
        call,
        reason,
      }));
      await terminal.write(`${JSON.stringify({ statements, tables: found.tables.length, unseen, written: shown })}\n`);
      return;
    }
    const what = shown.length === 0 ? `${shownFile(output, folder)} is up to date` : `wrote ${shown.join(' and ')}`;
    terminal.note(`${counted(statements, 'statement')}: ${what}`);
  }
}

function counted(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`;
}
