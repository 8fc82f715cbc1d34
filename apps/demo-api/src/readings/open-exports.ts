import { Injectable } from '@nestjs/common';

export interface OpenExport {
  readonly id: number;
  readonly title: string;
  /** The rows received from Cassandra: those that the client has read, and a few in flight. */
  rowsRead: number;
}

/** The running exports, for the demo page. */
@Injectable()
export class OpenExports {
  readonly #open = new Set<OpenExport>();
  #count = 0;

  /** Lists an export until the signal aborts: the response has ended, or the client has disconnected. */
  add(title: string, signal: AbortSignal): OpenExport {
    const added: OpenExport = { id: ++this.#count, title, rowsRead: 0 };
    this.#open.add(added);
    signal.addEventListener('abort', () => this.#open.delete(added), { once: true });
    return added;
  }

  list(): OpenExport[] {
    return [...this.#open].map((each) => ({ ...each }));
  }
}
