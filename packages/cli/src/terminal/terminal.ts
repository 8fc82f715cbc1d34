// The input and output of a command: the streams of the process, or the streams of a test.
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { createColors } from 'picocolors';
import type { Colors } from 'picocolors/types';
import { CliError } from '../command-line/cli-error';
import { exitCode } from '../command-line/exit-code';

/** A stream of input; `isTTY` tells whether it is a terminal. */
export type InputStream = Readable & { readonly isTTY?: boolean };
/** A stream of output; `isTTY` tells whether it is a terminal, `columns` its width in characters. */
export type OutputStream = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** The streams of a command. */
export interface TerminalStreams {
  readonly stdin: InputStream;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
}

const usualColumns = 80;

/**
 * Results go to standard output, everything else to standard error. Colours and drawing are for a terminal: `NO_COLOR` turns colours off,
 * `FORCE_COLOR` on.
 */
export class Terminal {
  readonly #environment: NodeJS.ProcessEnv;
  readonly outColors: Colors;
  readonly errorColors: Colors;
  #outputError: Error | undefined;

  constructor(
    readonly streams: TerminalStreams,
    environment: NodeJS.ProcessEnv,
  ) {
    this.#environment = environment;
    this.outColors = createColors(this.#isColored(streams.stdout));
    this.errorColors = createColors(this.#isColored(streams.stderr));
    streams.stdout.on('error', (error: Error) => {
      this.#outputError ??= error;
    });
    // An error cannot be reported anywhere else.
    streams.stderr.on('error', () => {});
  }

  /** Whether a person reads standard output. */
  get isOutputShown(): boolean {
    return this.streams.stdout.isTTY === true;
  }

  /** Whether standard error can be redrawn. */
  get isErrorDrawn(): boolean {
    return this.streams.stderr.isTTY === true && this.#environment.TERM !== 'dumb' && !this.#environment.CI;
  }

  /** Whether a person can answer questions. */
  get isInteractive(): boolean {
    return this.streams.stdin.isTTY === true && this.streams.stderr.isTTY === true && !this.#environment.CI;
  }

  /** The width of the output. */
  get columns(): number {
    const given = Number(this.#environment.COLUMNS);
    return this.streams.stdout.columns ?? this.streams.stderr.columns ?? (given > 0 ? given : usualColumns);
  }

  /**
   * Writes to standard output, and waits while its reader is slow.
   *
   * @throws CliError when the reader has closed the output.
   */
  async write(text: string | Uint8Array): Promise<void> {
    const { stdout } = this.streams;
    this.#throwWhenClosed();
    if (stdout.write(text)) return;
    // An error ends the wait as well; it is checked below.
    await once(stdout, 'drain').catch(() => {});
    this.#throwWhenClosed();
  }

  /** Writes a line to standard error. */
  note(line: string): void {
    this.streams.stderr.write(`${line}\n`);
  }

  #throwWhenClosed(): void {
    const error = this.#outputError;
    if (error === undefined) return;
    const isClosed = (error as NodeJS.ErrnoException).code === 'EPIPE';
    throw new CliError(`Standard output cannot be written: ${error.message}`, {
      cause: error,
      exit: isClosed ? exitCode.outputClosed : exitCode.failed,
    });
  }

  #isColored({ isTTY }: OutputStream): boolean {
    const { NO_COLOR: no, FORCE_COLOR: force, TERM: kind } = this.#environment;
    if (no !== undefined && no !== '') return false;
    if (force !== undefined && force !== '' && force !== '0') return true;
    return isTTY === true && kind !== 'dumb';
  }
}
