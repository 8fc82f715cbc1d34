// The error that ends a command: a message for the user, without a stack.
import { exitCode, type ExitCode } from './exit-code';

export interface CliErrorOptions {
  readonly cause?: unknown;
  /** Advice, on a line of its own. */
  readonly hint?: string;
  readonly exit?: ExitCode;
}

export class CliError extends Error {
  override name = 'CliError';
  readonly hint: string | undefined;
  readonly exit: ExitCode;

  constructor(message: string, { cause, hint, exit = exitCode.failed }: CliErrorOptions = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.hint = hint;
    this.exit = exit;
  }
}

/** The command line, a variable or the configuration file is invalid. */
export class UsageError extends CliError {
  override name = 'UsageError';

  constructor(message: string, options: Omit<CliErrorOptions, 'exit'> = {}) {
    super(message, { ...options, exit: exitCode.usage });
  }
}
