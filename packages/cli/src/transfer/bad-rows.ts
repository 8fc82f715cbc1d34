// The rows of a file that cannot be written, each with its line and the reason: a file of JSON lines beside it.
import { open, type FileHandle } from 'node:fs/promises';
import type { FileRow } from './row-format';

export class BadRows {
  readonly path: string;
  #file: FileHandle | undefined;
  #pending = '';
  #bytes: number;
  #count: number;

  /** `bytes` and `count`: what an earlier process wrote, and is kept. */
  constructor(file: string, { bytes, count }: { readonly bytes: number; readonly count: number }) {
    this.path = `${file}.bad`;
    this.#bytes = bytes;
    this.#count = count;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get count(): number {
    return this.#count;
  }

  add({ line, text }: FileRow, reason: string): void {
    this.#count += 1;
    this.#pending += `${JSON.stringify({ line, reason, row: text })}\n`;
  }

  /** Writes what was added to the disk. */
  async flush(): Promise<void> {
    if (this.#pending === '') return;
    if (this.#file === undefined) {
      this.#file = await open(this.path, this.#bytes === 0 ? 'w' : 'r+');
      // What a process wrote after its last state is written again.
      await this.#file.truncate(this.#bytes);
    }
    const text = Buffer.from(this.#pending);
    await this.#file.write(text, 0, text.length, this.#bytes);
    await this.#file.sync();
    this.#bytes += text.length;
    this.#pending = '';
  }

  async close(): Promise<void> {
    await this.#file?.close();
  }
}
