// Nest's logger may be the application's own. Its exceptions must not fail a request, a boot or a shutdown.
import { Logger } from '@nestjs/common';

export class SafeLogger {
  readonly #logger: Logger;

  constructor(context: string) {
    this.#logger = new Logger(context);
  }

  warn(message: string): void {
    this.#attempt(() => this.#logger.warn(message));
  }

  error(error: unknown): void {
    this.#attempt(() => this.#logger.error(error));
  }

  #attempt(log: () => void): void {
    try {
      log();
    } catch {
      // There is no other way to report it.
    }
  }
}
