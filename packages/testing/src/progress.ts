/** The display of a start's progress: a terminal line that updates itself, plain lines, another process, or nothing. */
export interface Progress {
  /** Starts a new step. */
  step(text: string): void;
  /** Shows the progress of the step. */
  update(detail: string): void;
  /** Ends all steps; `text` stays visible. */
  done(text: string): void;
  /** Ends the display after a failure: the error itself has the reason. */
  abandon(): void;
}

const silentProgress: Progress = { step() {}, update() {}, done() {}, abandon() {} };

/** Returns the display for the option `progress`. */
export function progressFrom(option: boolean | Progress | undefined): Progress {
  if (typeof option === 'object') return option;
  return option === false ? silentProgress : streamProgress(process.stderr);
}

/** Writes to a stream: one line that updates itself on a terminal, one line for each step elsewhere. */
export function streamProgress(stream: NodeJS.WriteStream): Progress {
  return stream.isTTY ? new TerminalProgress(stream) : new LineProgress(stream);
}

const spinnerTurns = ['-', '\\', '|', '/'];
const redrawMs = 120;

class TerminalProgress implements Progress {
  readonly #stream: NodeJS.WriteStream;
  #text = '';
  #detail = '';
  #since = 0;
  #turn = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  step(text: string): void {
    this.#text = text;
    this.#detail = '';
    this.#since = Date.now();
    this.#timer ??= setInterval(() => this.#draw(), redrawMs).unref();
    this.#draw();
  }

  update(detail: string): void {
    this.#detail = detail;
  }

  done(text: string): void {
    this.abandon();
    this.#stream.write(`${text}\n`);
  }

  abandon(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#stream.write('\r\x1b[K');
  }

  #draw(): void {
    const seconds = ((Date.now() - this.#since) / 1000).toFixed(0);
    const spinner = spinnerTurns[this.#turn++ % spinnerTurns.length];
    const line = `${spinner} ${this.#text} ${seconds} s${this.#detail && ` (${this.#detail})`}`;
    this.#stream.write(`\r\x1b[K${line.slice(0, (this.#stream.columns || 80) - 1)}`);
  }
}

class LineProgress implements Progress {
  readonly #stream: NodeJS.WritableStream;

  constructor(stream: NodeJS.WritableStream) {
    this.#stream = stream;
  }

  step(text: string): void {
    this.#stream.write(`${text}\n`);
  }

  update(): void {}

  done(text: string): void {
    this.#stream.write(`${text}\n`);
  }

  abandon(): void {}
}
