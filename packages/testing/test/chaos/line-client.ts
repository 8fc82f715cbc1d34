import { connect, type Socket } from 'node:net';

/** A client that waits for what it reads. */
export class LineClient implements AsyncDisposable {
  readonly closed: Promise<'end' | 'reset'>;
  #received = '';
  #wake: () => void = () => undefined;
  #isClosed = false;

  private constructor(readonly socket: Socket) {
    socket.on('data', (chunk) => {
      this.#received += chunk.toString('latin1');
      this.#wake();
    });
    this.closed = new Promise((resolve) => {
      let wasReset = false;
      socket.on('error', () => (wasReset = true));
      socket.on('close', () => {
        this.#isClosed = true;
        this.#wake();
        resolve(wasReset ? 'reset' : 'end');
      });
    });
  }

  static connect(port: number): Promise<LineClient> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.off('error', reject);
        resolve(new LineClient(socket));
      });
      socket.once('error', reject);
    });
  }

  get received(): string {
    return this.#received;
  }

  /** Sends a text, and waits for as many bytes in return. */
  async echo(text: string): Promise<string> {
    const before = this.#received.length;
    this.socket.write(text);
    await this.until(() => this.#received.length >= before + text.length);
    return this.#received.slice(before);
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      if (this.#isClosed) {
        throw new Error(`The connection was closed after ${this.#received.length} bytes`);
      }
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.socket.destroy();
    await this.closed;
  }
}
