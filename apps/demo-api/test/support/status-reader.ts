import { EventReader } from './event-reader';

/** The statuses of the service from now on; those that it remembers are passed over. */
export class StatusReader<S> implements AsyncDisposable {
  readonly #events: EventReader;
  readonly #since = Date.now();

  constructor(url: string) {
    this.#events = new EventReader(`${url}/status`);
  }

  /** Takes statuses until one is as wanted. */
  async until(isWanted: (status: S) => boolean): Promise<S> {
    for (;;) {
      const event = await this.#events.next();
      if (event === undefined) throw new Error('The service told no more of itself');
      const status = event.data as S & { readonly at: string };
      if (Date.parse(status.at) >= this.#since && isWanted(status)) return status;
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#events[Symbol.asyncDispose]();
  }
}
