// Runs refreshes of one kind of state one at a time: a later one starts after the earlier one has been applied, so that the
// latest result wins.

export class RefreshQueue {
  #last: Promise<void> = Promise.resolve();
  readonly #waiting = new Map<string, Promise<void>>();

  /**
   * Runs `refresh` after the earlier ones. Until it starts, other requests with the same key share it: it will read
   * the newest state. The promise may be ignored: a failed refresh never causes an unhandled rejection.
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
