// A label whose values come from outside: the first `max` values are kept, all others share one.

export const otherLabel = 'other';

export class BoundedLabel {
  readonly #max: number;
  readonly #known = new Set<string>();

  constructor(max: number) {
    this.#max = max;
  }

  of(value: string): string {
    return this.keeps(value) ? value : otherLabel;
  }

  /** Returns whether the value is one of the first. */
  keeps(value: string): boolean {
    if (this.#known.size < this.#max) this.#known.add(value);
    return this.#known.has(value);
  }
}
