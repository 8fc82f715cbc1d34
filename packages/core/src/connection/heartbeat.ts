// Probes a silent connection, and closes it if the node stays silent.
import { ConnectionError } from '../errors/async-cassandra-error';
import { Options } from '../protocol/requests/options';
import { clearInterval, setImmediate, setInterval } from '../waiting/timers';
import type { ConnectionOptions } from './connection-options';
import { formatEndpoint } from './endpoint';
import type { RequestChannel } from './request-channel';
import { requestOnce } from './request-once';

export class Heartbeat {
  readonly #connection: RequestChannel;
  readonly #options: ConnectionOptions;
  #heardFromNode = false;
  #timer: NodeJS.Timeout | undefined = undefined;

  constructor(connection: RequestChannel, options: ConnectionOptions) {
    this.#connection = connection;
    this.#options = options;
  }

  start(): void {
    const interval = this.#options.idleHeartbeatIntervalMs;
    if (interval > 0) this.#timer = setInterval(() => this.#beat(), interval);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Records that the node sent something. */
  onBytes(): void {
    this.#heardFromNode = true;
  }

  #beat(): void {
    if (this.#heardFromNode) {
      this.#heardFromNode = false;
      return;
    }
    const { idleHeartbeatIntervalMs, connectTimeoutMs } = this.#options;
    const name = formatEndpoint(this.#connection.endpoint);
    if (!this.#connection.hasCapacity) {
      this.#closeIfStillSilent(new ConnectionError(`${name} answered nothing for ${idleHeartbeatIntervalMs} ms`));
      return;
    }
    const timeoutMs = Math.min(idleHeartbeatIntervalMs, connectTimeoutMs);
    requestOnce(this.#connection, new Options(), { timeoutMs }).catch((error: unknown) => {
      this.#closeIfStillSilent(new ConnectionError(`${name} did not answer a heartbeat`, { cause: error }));
    });
  }

  /** After a stall of this process, timers run before the bytes that arrived meanwhile are read: checks again after reading. */
  #closeIfStillSilent(error: Error): void {
    setImmediate(() => {
      if (!this.#heardFromNode) this.#connection.close(error);
    });
  }
}
