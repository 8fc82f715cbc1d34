import { CommandFailed } from '../terminal.mjs';

class Interrupted extends CommandFailed {
  constructor() {
    super('the demo', 'was interrupted', '');
  }
}

/** npm forwards the Ctrl-C that the terminal has already sent to this process. */
const sameMs = 1000;

/** Returns a signal that aborts with Ctrl-C or SIGTERM. The second time the process ends at once. */
export function interruption() {
  const controller = new AbortController();
  let firstAt = Infinity;
  // Not `once`: a library that cleans up at exit (signal-exit) ends the process when it is the only listener left.
  for (const name of ['SIGINT', 'SIGTERM']) {
    process.on(name, () => {
      if (performance.now() - firstAt > sameMs) process.exit(130);
      firstAt = Math.min(firstAt, performance.now());
      controller.abort(new Interrupted());
    });
  }
  return controller.signal;
}
