import { open } from 'node:fs/promises';

/** Follows a log file that another process writes: each `read` returns the text that was added since the last one. */
export class LogFollower {
  #position: number;
  #partialLine = '';

  constructor(
    readonly file: string,
    position = 0,
  ) {
    this.#position = position;
  }

  /** Returns the complete lines that were added since the last call. */
  async readLines(): Promise<string[]> {
    const handle = await open(this.file, 'r');
    try {
      const { size } = await handle.stat();
      const buffer = Buffer.alloc(Math.max(0, size - this.#position));
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, this.#position);
      this.#position += bytesRead;
      const lines = (this.#partialLine + buffer.toString('utf8', 0, bytesRead)).split('\n');
      this.#partialLine = lines.pop() ?? '';
      return lines;
    } finally {
      await handle.close();
    }
  }
}
