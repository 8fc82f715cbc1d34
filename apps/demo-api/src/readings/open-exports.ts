import { Injectable } from '@nestjs/common';

export interface OpenExport {
  readonly id: number;
  readonly title: string;
  /** Rows that Cassandra has sent: what the client has read, and the little that is on its way. */
  rowsRead: number;
}

/** The exports that are going on, for the page to show. */
@Injectable()
export class OpenExports {
  readonly #open = new Set<OpenExport>();
  #count = 0;

  /** Listed until the signal aborts: the response has ended, or its client has left. */
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
