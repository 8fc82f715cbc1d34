// A wait that can be cut short: between two attempts to connect.

export class Pause {
  #end: (() => void) | undefined;

  /** Resolves after `delayMs`, or at once when `end` is called. One at a time. */
  for(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.end(), delayMs);
      this.#end = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  end(): void {
    const end = this.#end;
    this.#end = undefined;
    end?.();
  }
}
