// Refreshes of one kind of state, one at a time: a later one starts after the earlier one has been applied, so that what was
// read last is what stays.

export class RefreshQueue {
  #last: Promise<void> = Promise.resolve();
  readonly #waiting = new Map<string, Promise<void>>();

  /**
   * Runs `refresh` after those before it. While it has not begun, another request of the same key shares it: it will read
   * what is new by then. The promise may be ignored: a failure of a refresh is never an unhandled rejection.
   */
  request(key: string, refresh: () => Promise<void>): Promise<void> {
    const waiting = this.#waiting.get(key);
    if (waiting !== undefined) return waiting;
    const run = this.#last.then(() => {
      this.#waiting.delete(key);
      return refresh();
    });
    this.#waiting.set(key, run);
    this.#last = run.catch(() => {});
    return run;
  }
}
