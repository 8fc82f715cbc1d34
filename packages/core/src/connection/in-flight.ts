// The requests of one connection without an answer, by stream id: their handlers, and whether each request was written.
import { messageOf } from '../errors/thrown';
import { ConnectionLostError } from '../errors/connection-lost-error';
import { resumeStackTraces, stopStackTraces } from '../errors/stack-trace-limit';
import type { ResponseHandler } from './request-channel';
import { StreamIds } from './stream-ids';

/** Replaces the handler of an abandoned request: its stream id is not free until the node answers. */
const orphan: ResponseHandler = { requestBytes: 0, onResponse() {}, onConnectionLost() {} };

export class InFlight {
  readonly #streamIds: StreamIds;
  readonly #handlers: (ResponseHandler | undefined)[];
  /** For each stream id, the number of the flush that its request waits for: after that flush the request counts as written. */
  readonly #flushOfStream: Uint32Array;
  #waiting = 0;
  #orphaned = 0;
  #answered = 0;
  /** Requests without an answer when the connection closed. */
  #unanswered = 0;

  constructor(maxRequests: number) {
    this.#streamIds = new StreamIds(maxRequests);
    this.#handlers = new Array<ResponseHandler | undefined>(maxRequests).fill(undefined);
    this.#flushOfStream = new Uint32Array(maxRequests);
  }

  get hasFreeStream(): boolean {
    return this.#streamIds.available > 0;
  }

  /** Requests that wait for an answer, without the abandoned ones. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Abandoned requests, which hold their stream id until the node answers. */
  get orphaned(): number {
    return this.#orphaned;
  }

  /** Answers that arrived, including those to abandoned requests. */
  get answered(): number {
    return this.#answered;
  }

  /** Requests that were sent. */
  get sent(): number {
    return this.#answered + this.#waiting + this.#orphaned + this.#unanswered;
  }

  takeStream(): number {
    return this.#streamIds.take();
  }

  /** Returns a stream id on which no request was sent. */
  releaseStream(streamId: number): void {
    this.#streamIds.release(streamId);
  }

  /** Adds a request. `flush` is the number of the flush that writes it. */
  add(streamId: number, handler: ResponseHandler, flush: number): void {
    this.#handlers[streamId] = handler;
    this.#flushOfStream[streamId] = flush;
    this.#waiting++;
  }

  /** Frees the stream id of an answer. Returns the handler of the request; undefined when no request uses the stream. */
  answer(streamId: number): ResponseHandler | undefined {
    const handler = this.#handlers[streamId];
    if (handler === undefined) return undefined;
    this.#handlers[streamId] = undefined;
    this.#streamIds.release(streamId);
    this.#answered++;
    if (handler === orphan) this.#orphaned--;
    else this.#waiting--;
    return handler;
  }

  /** Removes the handler of a request. Returns false when no handler waits. */
  abandon(streamId: number): boolean {
    const handler = this.#handlers[streamId];
    if (handler === undefined || handler === orphan) return false;
    this.#handlers[streamId] = orphan;
    this.#waiting--;
    this.#orphaned++;
    return true;
  }

  /** Ends all waiting, because the connection has closed. Returns the number of requests without an answer. */
  close(): number {
    this.#unanswered = this.#waiting + this.#orphaned;
    this.#waiting = 0;
    this.#orphaned = 0;
    return this.#unanswered;
  }

  /** Fails every handler: the connection to the node `name` was lost. `flushes` is the number of the first flush that has not happened. */
  fail(name: string, cause: Error, flushes: number): void {
    for (let streamId = 0; streamId < this.#handlers.length; streamId++) {
      const handler = this.#handlers[streamId];
      if (handler === undefined) continue;
      this.#handlers[streamId] = undefined;
      const written = this.#flushOfStream[streamId]! < flushes;
      const fate = written ? 'after the request was sent' : 'before the request was sent';
      const message = `The connection to ${name} was lost ${fate}: ${messageOf(cause)}`;
      handler.onConnectionLost(connectionLost(message, written, cause));
    }
  }
}

/** Creates the error without a call stack: the stack belongs to the socket, is useless, and would keep the connection alive as long as the error. */
function connectionLost(message: string, written: boolean, cause: Error): ConnectionLostError {
  const limit = stopStackTraces();
  const error = new ConnectionLostError(message, { written, cause });
  resumeStackTraces(limit);
  return error;
}
