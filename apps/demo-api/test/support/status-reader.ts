import { EventReader } from './event-reader';

/** Reads the statuses of the service from now on; earlier ones are skipped. */
export class StatusReader<S> implements AsyncDisposable {
  readonly #events: EventReader;
  readonly #since = Date.now();

  constructor(url: string) {
    this.#events = new EventReader(`${url}/status`);
  }

  /** Reads statuses until one satisfies the condition. */
  async until(isWanted: (status: S) => boolean): Promise<S> {
    for (;;) {
      const event = await this.#events.next();
      if (event === undefined) throw new Error('The service ended its status stream');
      const status = event.data as S & { readonly at: string };
      if (Date.parse(status.at) >= this.#since && isWanted(status)) return status;
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#events[Symbol.asyncDispose]();
  }
}
