import type { Progress } from './progress';

/** Forwards the progress, and records how long each step took. */
export class TimedProgress implements Progress {
  readonly #display: Progress;
  readonly #startedAt = performance.now();
  readonly #steps: { readonly text: string; readonly startedAt: number }[] = [];

  constructor(display: Progress) {
    this.#display = display;
  }

  step(text: string): void {
    this.#steps.push({ text, startedAt: performance.now() });
    this.#display.step(text);
  }

  update(detail: string): void {
    this.#display.update(detail);
  }

  done(text: string): void {
    this.#display.done(text);
  }

  abandon(): void {
    this.#display.abandon();
  }

  /** Returns the total time, and the time of each step if there were several: a first start also fetches. */
  times(): string {
    const now = performance.now();
    const each = this.#steps.map(
      ({ text, startedAt }, index) => `${text} ${seconds((this.#steps[index + 1]?.startedAt ?? now) - startedAt)}`,
    );
    return seconds(now - this.#startedAt) + (each.length > 1 ? `: ${each.join(', ')}` : '');
  }
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
