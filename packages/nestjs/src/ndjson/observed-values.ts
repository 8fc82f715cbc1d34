// Adapts an Observable to a source with demand. An Observable has no backpressure: values that arrive without demand wait here.
import { OverloadError } from '@async-cassandra/core';
import type { Observable, Subscription } from 'rxjs';
import type { Batches } from './batches';

export class ObservedValues implements Batches {
  readonly #maxWaiting: number;
  readonly #subscription: Subscription;
  #waiting: unknown[] = [];
  #end: { readonly error?: unknown } | undefined;
  #wake: (() => void) | undefined;

  constructor(source: Observable<unknown>, maxWaiting: number) {
    this.#maxWaiting = maxWaiting;
    this.#subscription = source.subscribe({
      next: (value) => this.#take(value),
      error: (error: unknown) => this.#finish({ error }),
      complete: () => this.#finish({}),
    });
    if (this.#end !== undefined) this.#subscription.unsubscribe();
  }

  async next(): Promise<readonly unknown[] | undefined> {
    if (this.#waiting.length === 0 && this.#end === undefined) {
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    if (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      return batch;
    }
    if (this.#end !== undefined && 'error' in this.#end) throw this.#end.error;
    return undefined;
  }

  stop(): void {
    this.#subscription.unsubscribe();
    this.#waiting = [];
    this.#finish({});
  }

  #take(value: unknown): void {
    if (this.#end !== undefined) return;
    if (this.#waiting.length >= this.#maxWaiting) {
      this.#finish({
        error: new OverloadError(
          `The client reads more slowly than the Observable emits: ${this.#maxWaiting} values wait`,
        ),
      });
      return;
    }
    this.#waiting.push(value);
    this.#wakeUp();
  }

  #finish(end: { readonly error?: unknown }): void {
    this.#end ??= end;
    // Not set yet if the Observable emits within `subscribe`.
    (this.#subscription as Subscription | undefined)?.unsubscribe();
    this.#wakeUp();
  }

  #wakeUp(): void {
    this.#wake?.();
    this.#wake = undefined;
  }
}
