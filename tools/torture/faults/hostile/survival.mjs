// An application that throws in its own callbacks and continues, as with test runners and error trackers. It survives its own errors; other
// errors go to the earlier listeners, or end the process as without it. It counts the client's warnings instead of printing them.
import { callbackify } from 'node:util';
import { ApplicationError, ForeignError } from './foreign-code.mjs';

export class Survival {
  thrown = 0;
  survived = 0;
  /** Failures of foreign code that the client reported as a process warning: each once. */
  warnings = 0;
  #emitWarning;
  #others = [];
  #turn = 0;

  /** `onEscape` is called for failures of foreign code that the client let through. */
  constructor(onEscape) {
    this.onEscape = onEscape;
  }

  begin() {
    this.#others = process.rawListeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    process.on('uncaughtException', this.#hear);
    const emitWarning = (this.#emitWarning = process.emitWarning);
    process.emitWarning = (warning, options, ...rest) => {
      if (options?.code === 'ASYNC_CASSANDRA_CALLBACK_FAILED') this.warnings += 1;
      else Reflect.apply(emitWarning, process, [warning, options, ...rest]);
    };
  }

  end() {
    process.emitWarning = this.#emitWarning;
    process.off('uncaughtException', this.#hear);
    for (const other of this.#others) process.on('uncaughtException', other);
  }

  /** Throws when the answer has arrived: in `process.nextTick` and in a callback of `util.callbackify`, in turn. */
  throwBeside(answer) {
    const fail = () => {
      this.thrown += 1;
      throw new ApplicationError('of the application');
    };
    const failSoon = () => process.nextTick(fail);
    this.#turn += 1;
    if (this.#turn % 2 === 0) answer.then(failSoon, failSoon);
    else callbackify(() => answer)(fail);
  }

  #hear = (error, origin) => {
    if (error instanceof ApplicationError && origin === 'uncaughtException') this.survived += 1;
    else if (error instanceof ForeignError) this.onEscape(`${error.message}, and that became an ${origin}`);
    else if (this.#others.length === 0) throw error;
    else for (const other of this.#others) other.call(process, error, origin);
  };
}
