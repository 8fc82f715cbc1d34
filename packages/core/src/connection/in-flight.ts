// The requests of one connection that have no answer yet, by stream id: who waits for the answer, and whether the request has left.
import { messageOf } from '../errors/thrown';
import { ConnectionLostError } from '../errors/connection-lost-error';
import { resumeStackTraces, stopStackTraces } from '../errors/stack-trace-limit';
import type { ResponseHandler } from './request-channel';
import { StreamIds } from './stream-ids';

/** Stands in for the handler of a request that was given up: its stream id is not free until the node answers. */
const orphan: ResponseHandler = { requestBytes: 0, onResponse() {}, onConnectionLost() {} };

export class InFlight {
  readonly #streamIds: StreamIds;
  readonly #handlers: (ResponseHandler | undefined)[];
  /** Per stream id, the number of the flush that its request waits for: once that has happened, it is "written". */
  readonly #flushOfStream: Uint32Array;
  #waiting = 0;
  #orphaned = 0;
  #answered = 0;
  /** Requests that had no answer when the connection closed. */
  #unanswered = 0;

  constructor(maxRequests: number) {
    this.#streamIds = new StreamIds(maxRequests);
    this.#handlers = new Array<ResponseHandler | undefined>(maxRequests).fill(undefined);
    this.#flushOfStream = new Uint32Array(maxRequests);
  }

  get hasFreeStream(): boolean {
    return this.#streamIds.available > 0;
  }

  /** Requests that wait for an answer; abandoned requests do not count. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Requests that were abandoned and hold their stream id until the node answers. */
  get orphaned(): number {
    return this.#orphaned;
  }

  /** Answers that came in, wanted or not. */
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

  /** Gives back a stream id that no request was sent on. */
  releaseStream(streamId: number): void {
    this.#streamIds.release(streamId);
  }

  /** `flush`: the number of the flush that the request leaves with. */
  add(streamId: number, handler: ResponseHandler, flush: number): void {
    this.#handlers[streamId] = handler;
    this.#flushOfStream[streamId] = flush;
    this.#waiting++;
  }

  /** Frees the stream id of an answer. Returns who waits for the answer, undefined where no request uses the stream. */
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

  /** Forgets who waits for the answer. Returns false where nobody does. */
  abandon(streamId: number): boolean {
    const handler = this.#handlers[streamId];
    if (handler === undefined || handler === orphan) return false;
    this.#handlers[streamId] = orphan;
    this.#waiting--;
    this.#orphaned++;
    return true;
  }

  /** The connection has closed: nothing waits any more. Returns how many requests have no answer. */
  close(): number {
    this.#unanswered = this.#waiting + this.#orphaned;
    this.#waiting = 0;
    this.#orphaned = 0;
    return this.#unanswered;
  }

  /** Tells every handler that the connection to the node `name` was lost. `flushes`: the number of the first flush that has not happened. */
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

/** Without a call stack: the stack is the socket's, which says nothing, and keeps the connection alive for as long as somebody holds the error. */
function connectionLost(message: string, written: boolean, cause: Error): ConnectionLostError {
  const limit = stopStackTraces();
  const error = new ConnectionLostError(message, { written, cause });
  resumeStackTraces(limit);
  return error;
}
