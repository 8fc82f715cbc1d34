import { CommandFailed } from '../terminal.mjs';

class Interrupted extends CommandFailed {
  constructor() {
    super('the demo', 'was interrupted', '');
  }
}

/** A signal that aborts with Ctrl-C, or when the process is told to end. The second Ctrl-C ends it at once. */
export function interruption() {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM']) process.once(name, () => controller.abort(new Interrupted()));
  return controller.signal;
}
