// A client of a response of lines, which reads on demand.
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';

export class LineReader {
  readonly #response: IncomingMessage;
  #rest = '';
  /** Lines that have been read. */
  count = 0;
  last = '';

  static async open(url: string): Promise<LineReader> {
    const request = get(url, { agent: false });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    return new LineReader(response.setEncoding('utf8'));
  }

  private constructor(response: IncomingMessage) {
    this.#response = response;
  }

  /** Reads until there are `count` lines, then pauses; resolves with false when the response ended before. */
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

  leave(): void {
    this.#response.destroy();
  }

  #take(chunk: string): void {
    const lines = (this.#rest + chunk).split('\n');
    this.#rest = lines.pop()!;
    this.count += lines.length;
    this.last = lines.at(-1) ?? this.last;
  }
}
