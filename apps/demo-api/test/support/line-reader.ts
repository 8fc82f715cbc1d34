// A client of an export that reads on demand: in between, its socket is paused.
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';

export class LineReader implements Disposable {
  readonly #response: IncomingMessage;
  #rest = '';
  readonly #isCounted: (line: string) => boolean;
  /** Lines that have been read. */
  count = 0;
  last = '';

  static async open(url: string, isCounted: (line: string) => boolean = () => true): Promise<LineReader> {
    const request = get(url, { agent: false });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    return new LineReader(response.setEncoding('utf8'), isCounted);
  }

  private constructor(response: IncomingMessage, isCounted: (line: string) => boolean) {
    this.#isCounted = isCounted;
    this.#response = response.on('error', () => {});
  }

  /** Reads until `count` lines have been read; resolves with false when the response ended before. */
  readTo(count: number): Promise<boolean> {
    const response = this.#response;
    return new Promise((resolve, reject) => {
      const stop = (isReached: boolean): void => {
        response.pause().off('data', take).off('end', onEnd).off('error', reject);
        resolve(isReached);
      };
      const take = (chunk: string): void => {
        this.#take(chunk);
        if (this.count >= count) stop(true);
      };
      const onEnd = (): void => stop(false);
      response.on('data', take).on('end', onEnd).on('error', reject).resume();
    });
  }

  /** Returns the last line, parsed. */
  async readToEnd(): Promise<unknown> {
    await this.readTo(Infinity);
    return JSON.parse(this.last);
  }

  leave(): void {
    this.#response.destroy();
  }

  [Symbol.dispose](): void {
    this.leave();
  }

  #take(chunk: string): void {
    const lines = (this.#rest + chunk).split('\n');
    this.#rest = lines.pop()!;
    this.count += lines.filter(this.#isCounted).length;
    this.last = lines.at(-1) ?? this.last;
  }
}
