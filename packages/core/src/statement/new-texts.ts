// The texts that were sent before and did not fail: about them no mistake is expected.

/** More texts than an application has lines: one that puts its values into its texts. They all count as new then, once more. */
const maxTexts = 1000;

export class NewTexts {
  readonly #known = new Set<string>();

  /** Whether the text is sent for the first time, or failed the last time. From here on it counts as known. */
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
