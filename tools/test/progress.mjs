// The progress of a phase with many tests: how many are done, and which file has been running for longest.
import path from 'node:path';

export class Progress {
  #tests = 0;
  #files = 0;
  #running = new Map();

  constructor(show) {
    show?.(() => this.text());
  }

  begin(file) {
    this.#running.set(file, performance.now());
  }

  testIsDone() {
    this.#tests += 1;
  }

  end(file) {
    this.#running.delete(file);
    this.#files += 1;
  }

  text() {
    const done = `${this.#tests} tests in ${this.#files} files`;
    const [oldest] = this.#running;
    if (oldest === undefined) return done;
    const [file, startedAt] = oldest;
    return `${done}, now ${path.basename(file)} for ${((performance.now() - startedAt) / 1000).toFixed(0)} s`;
  }
}
