import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

/** A client in its own process, which answers one command at a time. */
export class ForkedClient {
  #child = fork(path.join(import.meta.dirname, 'client-process.mjs'));
  #exited = once(this.#child, 'exit');

  async ask(command, details) {
    this.#child.send({ command, ...details });
    const ended = this.#exited.then(([code]) => [{ error: `The client's process ended with ${code}` }]);
    const [{ error, value }] = await Promise.race([once(this.#child, 'message'), ended]);
    if (error !== undefined) throw new Error(error);
    return value;
  }

  /** Closes the client. Then its process ends by itself. */
  async close() {
    await this.ask('close');
    this.#child.disconnect();
    await this.#exited;
  }

  kill() {
    this.#child.kill();
  }
}
