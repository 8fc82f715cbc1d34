// Remembers the texts that were sent before without an error. Only a new text records where it was called from.

/** More texts mean that the application puts values into its texts. Then all texts count as new again. */
const maxTexts = 1000;

export class NewTexts {
  readonly #known = new Set<string>();

  /** Adds a text. Returns whether it is new: sent for the first time, or failed the last time. */
  add(text: string): boolean {
    if (this.#known.has(text)) return false;
    if (this.#known.size >= maxTexts) this.#known.clear();
    this.#known.add(text);
    return true;
  }

  delete(text: string): void {
    this.#known.delete(text);
  }
}
