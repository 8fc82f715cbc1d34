// The progress of a transfer in a file beside its file: written atomically, so that a process that is killed at any moment leaves a correct
// state.
import { readFile, rename, rm, writeFile } from 'node:fs/promises';

export class StateFile<State> {
  readonly path: string;

  constructor(file: string) {
    this.path = `${file}.state`;
  }

  /** Returns undefined without a state. */
  async read(): Promise<State | undefined> {
    try {
      return JSON.parse(await readFile(this.path, 'utf8')) as State;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw new Error(`${this.path} cannot be read: remove it to begin anew`, { cause: error });
    }
  }

  async write(state: State): Promise<void> {
    await writeFile(`${this.path}.new`, JSON.stringify(state), { flush: true });
    await rename(`${this.path}.new`, this.path);
  }

  async remove(): Promise<void> {
    await rm(this.path, { force: true });
  }
}
