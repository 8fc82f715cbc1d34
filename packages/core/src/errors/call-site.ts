// Where in the application a call was made. An answer of the server comes on the stack of a socket, which says nothing of the caller.
// Remembering the caller costs as much as a seventh of a read, so it is done only for a text that is new: that is where mistakes show.
import path from 'node:path';

/** The folder of this package's code. Undefined in a bundle that is an ES module: there `__dirname` does not exist, and no line can be left out. */
const ownFolder = typeof __dirname === 'string' ? path.resolve(__dirname, '..') + path.sep : undefined;

export class CallSite {
  /** Written by the engine; made into text only when it is read. */
  declare readonly stack: string;

  /** The caller of `entry`, which has to be on the stack. */
  constructor(entry: Function) {
    Error.captureStackTrace(this, entry);
  }

  /** Gives an error the stack of the call in place of its own. Never throws: an error that cannot have it goes without. */
  applyTo(error: Error): void {
    try {
      const lines = this.stack.split('\n').slice(1);
      const first = lines.findIndex((line) => ownFolder === undefined || !line.includes(ownFolder));
      if (first === -1) return;
      const stack = [`${error.name}: ${error.message}`, ...lines.slice(first)].join('\n');
      Reflect.defineProperty(error, 'stack', { value: stack, writable: true, configurable: true });
    } catch {
      // A stack that `Error.prepareStackTrace` of the application's makes, or no text at all; an error that refuses every property.
    }
  }
}
