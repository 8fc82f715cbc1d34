// What can carry a request to a node and bring its answer: a connection, as those below the pool see it.
import type { ConnectionLostError } from '../errors/connection-lost-error';
import type { Envelope } from '../protocol/envelope';
import type { Request } from '../protocol/requests/request';
import type { Endpoint } from './endpoint';

/** Waits for the answer of one request. Exactly one of the two is called, unless the request is abandoned first. */
export interface ResponseHandler {
  /** The size of the request's envelope in bytes; set by `send`. */
  requestBytes: number;
  /** The envelope's bytes stay valid for as long as they are referenced. */
  onResponse(envelope: Envelope): void;
  onConnectionLost(error: ConnectionLostError): void;
}

export interface RequestChannel {
  readonly endpoint: Endpoint;
  /** Whether `send` can take one more request now. */
  readonly hasCapacity: boolean;
  /** Whether a stream id is free, however much waits to be written: enough for what must not wait behind the crowd. */
  readonly hasFreeStream: boolean;
  /** Returns the stream id, for `abandon`. Throws what encoding throws; then nothing was sent. */
  send(request: Request, handler: ResponseHandler, flags?: number): number;
  /** The request's answer is no longer wanted. Its stream id stays taken until the node answers. */
  abandon(streamId: number): void;
  /** Closes the connection. What is in flight fails. */
  close(error?: Error): void;
}
