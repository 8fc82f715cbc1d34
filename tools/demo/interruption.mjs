import { CommandFailed } from '../terminal.mjs';

class Interrupted extends CommandFailed {
  constructor() {
    super('the demo', 'was interrupted', '');
  }
}

/** npm passes on the Ctrl-C that the terminal has sent us already. */
const sameMs = 1000;

/** A signal that aborts with Ctrl-C, or when the process is told to end. The second time it ends at once. */
export function interruption() {
  const controller = new AbortController();
  let firstAt = Infinity;
  // Not `once`: a library that clears up at an exit (signal-exit) ends the process when it finds itself the only listener left.
  for (const name of ['SIGINT', 'SIGTERM']) {
    process.on(name, () => {
      if (performance.now() - firstAt > sameMs) process.exit(130);
      firstAt = Math.min(firstAt, performance.now());
      controller.abort(new Interrupted());
    });
  }
  return controller.signal;
}
