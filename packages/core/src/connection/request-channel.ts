// The interface of a connection for the code below the pool: carries a request to a node and its answer back.
import type { ConnectionLostError } from '../errors/connection-lost-error';
import type { Envelope } from '../protocol/envelope';
import type { Request } from '../protocol/requests/request';
import type { Endpoint } from './endpoint';

/** Waits for the answer of one request. Exactly one of its two methods is called, unless the request is abandoned first. */
export interface ResponseHandler {
  /** The size of the request's envelope in bytes; set by `send`. */
  requestBytes: number;
  /** Receives the answer. The bytes of the envelope stay valid as long as they are referenced. */
  onResponse(envelope: Envelope): void;
  onConnectionLost(error: ConnectionLostError): void;
}

export interface RequestChannel {
  readonly endpoint: Endpoint;
  /** Whether `send` can take one more request now. */
  readonly hasCapacity: boolean;
  /** Whether a stream id is free, even if the write queue is full: enough for an urgent request. */
  readonly hasFreeStream: boolean;
  /** Sends a request. Returns the stream id, for `abandon`. Throws the errors of encoding; then nothing was sent. */
  send(request: Request, handler: ResponseHandler, flags?: number): number;
  /** Stops waiting for the answer of a request. Its stream id stays taken until the node answers. */
  abandon(streamId: number): void;
  /** Closes the connection. Requests in flight fail. */
  close(error?: Error): void;
}
