// Timers that do not run, like Jest's, Vitest's and sinon's, in place of the globals of this process. When the real ones are restored, they get
// the timers that were set meanwhile: the fixture that starts the nodes lives in this process too.

const names = ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'clearTimeout', 'clearInterval'];

export class FakeTimers {
  /** The calls of the fakes, and how often. */
  set = {};
  #real;
  #waiting = new Map();

  /** `onSet` receives the line of the stack that set a timer. */
  constructor(onSet = () => {}) {
    this.onSet = onSet;
  }

  get areFake() {
    return this.#real !== undefined;
  }

  install() {
    if (this.areFake) return;
    this.#real = Object.fromEntries(names.map((name) => [name, globalThis[name]]));
    for (const name of ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask']) {
      globalThis[name] = (...args) => this.#fake(name, args);
    }
    for (const name of ['clearTimeout', 'clearInterval']) {
      const clear = this.#real[name];
      globalThis[name] = (timer) => void (this.#waiting.delete(timer) || clear(timer));
    }
  }

  putBack() {
    if (!this.areFake) return;
    Object.assign(globalThis, this.#real);
    this.#real = undefined;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const [name, args] of waiting) globalThis[name](...args);
  }

  #fake(name, args) {
    this.set[name] = (this.set[name] ?? 0) + 1;
    this.onSet(new Error().stack.split('\n')[3] ?? '');
    const timer = { ref: () => timer, unref: () => timer, hasRef: () => true, refresh: () => timer };
    this.#waiting.set(timer, [name, args]);
    return name === 'queueMicrotask' ? undefined : timer;
  }
}
