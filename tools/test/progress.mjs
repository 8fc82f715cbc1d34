// What a phase of many tests is doing: how many are done, and which file has been running for longest.
import path from 'node:path';

export class Progress {
  #tests = 0;
  #files = 0;
  #running = new Map();
  #show;

  constructor(show = () => {}) {
    this.#show = show;
  }

  begin(file) {
    this.#running.set(file, performance.now());
    this.#tell();
  }

  testIsDone() {
    this.#tests += 1;
    this.#tell();
  }

  end(file) {
    this.#running.delete(file);
    this.#files += 1;
    this.#tell();
  }

  #tell() {
    const [oldest] = this.#running;
    const now = oldest === undefined ? '' : `, now ${path.basename(oldest[0])}`;
    this.#show(`${this.#tests} tests in ${this.#files} files${now}`);
  }
}
