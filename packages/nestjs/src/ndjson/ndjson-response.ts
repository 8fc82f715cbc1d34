// One response with `@NdjsonStream()`, from before its handler runs until it has been sent or its connection has closed.
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { HttpException, StreamableFile } from '@nestjs/common';
import { toHttpError } from '../errors/http-error';
import type { SafeLogger } from '../safe-logger';
import type { ValueShape } from '../serialize/class-serializer';
import { clearTimeout, setTimeout } from '../timers';
import { batchesOf, type Batches, type BatchLimits } from './batches';
import { NdjsonReadable } from './ndjson-readable';

const contentType = 'application/x-ndjson';
/** At shutdown: the time for a client to read up to the last line. Then its connection is closed. */
const lastLineMs = 5000;

export class NdjsonResponse {
  readonly #response: ServerResponse;
  readonly #logger: SafeLogger;
  readonly #shape: ValueShape;
  /** Aborts when the values are no longer needed. */
  readonly #unwanted = new AbortController();
  #batches: Batches | undefined;
  #readable: NdjsonReadable | undefined;

  constructor(response: ServerResponse, logger: SafeLogger, shape: ValueShape) {
    this.#response = response;
    this.#logger = logger;
    this.#shape = shape;
    response.once('close', () => this.#onClosed());
  }

  /**
   * Returns the stream to send, when its first value has arrived, so that an earlier failure is answered like any error.
   * Undefined when the client has disconnected.
   */
  async begin(source: unknown, limits: BatchLimits): Promise<StreamableFile | undefined> {
    const { signal } = this.#unwanted;
    try {
      const values: unknown =
        typeof source === 'function' ? await (source as (signal: AbortSignal) => unknown)(signal) : source;
      const batches = batchesOf(values, limits);
      this.#batches = batches;
      if (this.#response.req.method === 'HEAD') {
        batches.stop();
        return fileOf(Readable.from([]));
      }
      const first = await untilAborted(() => batches.next(), signal);
      const making = { shape: this.#shape, onError: (error: unknown) => this.#log(error) };
      this.#readable = new NdjsonReadable(batches, first, making);
      return fileOf(this.#readable);
    } catch (error) {
      this.#batches?.stop();
      // The client has disconnected: an abort of the source is not an error.
      if (this.#response.closed) return undefined;
      throw error;
    }
  }

  /**
   * Ends the response with a last line that has the reason; with an ordinary answer if it has not begun. Resolves when the client has read
   * it, or was disconnected for not doing so.
   */
  interrupt(reason: HttpException): Promise<void> {
    this.#unwanted.abort(reason);
    this.#readable?.interrupt(reason);
    if (this.#response.closed) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#response.destroy(), lastLineMs);
      this.#response.once('close', () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  #onClosed(): void {
    this.#unwanted.abort();
    this.#readable?.destroy();
    this.#batches?.stop();
  }

  #log(error: unknown): void {
    if (error instanceof HttpException) return;
    if (toHttpError(error).reason === undefined) this.#logger.error(error);
    else this.#logger.warn(`${(error as Error).name}: ${(error as Error).message}`);
  }
}

/** An early disconnect of the client is not an error, which Nest would log. Failures in the lines are reported by the last line. */
const fileOf = (lines: Readable): StreamableFile =>
  new StreamableFile(lines, { type: contentType }).setErrorLogger(() => {});

/** @throws the signal's reason, also if it has aborted before the work begins. */
async function untilAborted<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const working = work();
  working.catch(() => {});
  let onAbort: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort);
  });
  try {
    return await Promise.race([working, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort!);
  }
}
