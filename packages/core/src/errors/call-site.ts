// Records where in the application a call was made: an answer of the server arrives on the stack of a socket, without the caller.
// Recording the caller costs up to a seventh of a read, so it is done only for a text that is new, where mistakes show.
import path from 'node:path';

/** The folder of this package's code. Undefined in a bundle that is an ES module: `__dirname` does not exist there, and no line can be left out. */
const ownFolder = typeof __dirname === 'string' ? path.resolve(__dirname, '..') + path.sep : undefined;

// As it is when this package is loaded: an application may take it away, and other engines have none.
const { captureStackTrace } = Error as Partial<typeof Error>;

/** The most lines that are recorded. Between a loop over `executeConcurrent` and its request are more than ten of this package's own. */
const deepest = 40;

export class CallSite {
  /** Written by the engine, which formats the text on the first read. */
  declare readonly stack: string;
  /** The application's limit: of its own lines no more are shown. */
  readonly #limit: number;

  /** Records the caller of `entry`, which must be on the stack. */
  constructor(entry: Function) {
    const { stackTraceLimit } = Error;
    this.#limit = stackTraceLimit;
    if (!(stackTraceLimit > 0 && stackTraceLimit < deepest)) {
      captureStackTrace?.(this, entry);
      return;
    }
    Reflect.set(Error, 'stackTraceLimit', deepest);
    captureStackTrace?.(this, entry);
    Reflect.set(Error, 'stackTraceLimit', stackTraceLimit);
  }

  /** Replaces the stack of an error by the stack of the call. Never throws: an error that refuses keeps its own. */
  applyTo(error: Error): void {
    try {
      const lines = this.stack.split('\n').slice(1);
      const first = lines.findIndex(isOfApplication);
      if (first === -1) return;
      const stack = [`${error.name}: ${error.message}`, ...lines.slice(first, first + this.#limit)].join('\n');
      Reflect.defineProperty(error, 'stack', { value: stack, writable: true, configurable: true });
    } catch {
      // The application's `Error.prepareStackTrace` throws or returns something other than a string, or the error refuses every property.
    }
  }
}

/** Not a line of this package, and not one of the engine's own, such as `new Promise (<anonymous>)`, between two of them. */
function isOfApplication(line: string): boolean {
  return (ownFolder === undefined || !line.includes(ownFolder)) && !line.endsWith('(<anonymous>)');
}
