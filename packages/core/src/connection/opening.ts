// The opening of one connection, which passes through steps: the socket, TLS, the messages of the handshake, the authenticator.

export class Opening {
  readonly signal: AbortSignal;
  #step = 'its opening has not begun';

  constructor(signal: AbortSignal) {
    this.signal = signal;
  }

  /** The step that is waited for: the error of a timeout ends with it. */
  get step(): string {
    return this.#step;
  }

  /** Begins a step. Call it before each wait, with what has not happened if the wait does not end: "the node has not answered OPTIONS". */
  waitFor(step: string): void {
    this.#step = step;
  }
}
