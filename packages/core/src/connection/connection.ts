// One socket to one node, past its handshake: stream ids, write coalescing, in-flight accounting, heartbeat, close.
//
// Above it: a node's pool and the control connection. Below it: protocol/, which knows bytes only.
// Hot path: `send` encodes straight into the write buffer; what gathers in one turn of the event loop leaves as one
// segment and one write; an answer finds its handler by stream id in a plain array.
import type { Socket } from 'node:net';
import { AuthenticationError, ConnectionError } from '../errors/async-cassandra-error';
import { ConnectionLostError } from '../errors/connection-lost-error';
import { ProtocolError } from '../errors/protocol-error';
import { connectionClosed, nextConnectionId, observeConnecting } from '../observability/channels/observe-connections';
import { encodeBareEnvelope } from '../protocol/bare-envelope';
import { decodeResponse } from '../protocol/decode-response';
import type { Envelope } from '../protocol/envelope';
import { InboundStream } from '../protocol/inbound-stream';
import { opcode } from '../protocol/opcode';
import { Options } from '../protocol/requests/options';
import type { Request } from '../protocol/requests/request';
import type { EventResponse } from '../protocol/responses/event';
import type { Response } from '../protocol/responses/response';
import { SegmentBuilder } from '../protocol/segment-builder';
import type { ConnectionOptions } from './connection-options';
import { formatEndpoint, type Endpoint } from './endpoint';
import { performHandshake } from './handshake';
import { handshakeFailure } from './handshake-failure';
import type { RequestChannel, ResponseHandler } from './request-channel';
import { requestOnce, type RequestOnceOptions } from './request-once';
import { openSocket } from './socket';
import { offAbort, onAbort } from '../waiting/on-abort';
import { StreamIds } from './stream-ids';
import { clearInterval, clearTimeout, setImmediate, setInterval, setTimeout } from '../waiting/timers';

/** Whoever holds an open connection hears of what no request asked for. */
export interface ConnectionOwner {
  onEvent?(event: EventResponse['event']): void;
  /** Something changed, and what it was cannot be read: damaged, or of a newer server. */
  onUnreadableEvent?(error: Error): void;
  /** There is room again on a connection that had none. */
  onCapacity?(): void;
  /**
   * The connection takes no more requests: it was lost, or it holds too many orphans. Called once; not called when
   * the owner itself closes the connection.
   */
  onLost(connection: Connection, error: Error): void;
}

/** What may gather while the socket takes no more; beyond it the connection has no capacity until it drains. */
const maxPendingWriteBytes = 1024 * 1024;

/** Stands in for the handler of a request that was given up: its stream id is not free until the node answers. */
const orphan: ResponseHandler = { requestBytes: 0, onResponse() {}, onConnectionLost() {} };

export class Connection implements RequestChannel {
  /** Counts up from 1 in this process. */
  readonly id = nextConnectionId();
  readonly endpoint: Endpoint;
  /** Of our side of the socket. */
  readonly localPort: number | undefined;
  readonly #socket: Socket;
  readonly #options: ConnectionOptions;
  readonly #inbound = new InboundStream((envelope) => this.#onEnvelope(envelope));
  readonly #streamIds: StreamIds;
  readonly #handlers: (ResponseHandler | undefined)[];
  /** Per stream id, the number of the flush that its request waits for: once that has happened, it is "written". */
  readonly #flushOfStream: Uint32Array;
  /** Absent until the handshake is over. */
  #owner: ConnectionOwner | undefined;
  /** Absent while envelopes are still bare. */
  #outbound: SegmentBuilder | undefined;
  #peerVersion = 0;
  #nextFlush = 1;
  #flushScheduled = false;
  #lackedCapacity = false;
  #inFlight = 0;
  #orphaned = 0;
  #responseCount = 0;
  /** Requests that had no answer when the connection closed. */
  #unanswered = 0;
  #retired = false;
  #closed = false;
  /** What closed it, other than its owner. */
  #closedBy: Error | undefined;
  #heardFromNode = false;
  #heartbeat: NodeJS.Timeout | undefined;

  /**
   * Opens the socket, shakes hands and authenticates, all within `connectTimeoutMs`. A failure leaves nothing open.
   */
  static open(
    endpoint: Endpoint,
    options: ConnectionOptions,
    owner: ConnectionOwner,
    signal?: AbortSignal,
  ): Promise<Connection> {
    return observeConnecting(formatEndpoint(endpoint), options.ssl !== undefined, () =>
      Connection.#open(endpoint, options, owner, signal),
    );
  }

  static async #open(
    endpoint: Endpoint,
    options: ConnectionOptions,
    owner: ConnectionOwner,
    signal: AbortSignal | undefined,
  ): Promise<Connection> {
    signal?.throwIfAborted();
    const giveUp = new AbortController();
    const cancel = (): void => giveUp.abort(signal?.reason);
    onAbort(signal, cancel);
    const timer = setTimeout(
      () => giveUp.abort(connectTimeout(endpoint, options.connectTimeoutMs)),
      options.connectTimeoutMs,
    );
    let connection: Connection | undefined;
    try {
      const onBytes = (bytes: Buffer): void => {
        if (connection !== undefined) connection.#onBytes(bytes);
        else
          giveUp.abort(new ProtocolError(`${formatEndpoint(endpoint)} speaks first, which no node of Cassandra does`));
      };
      const socket = await openSocket(endpoint, { ssl: options.ssl, onBytes, signal: giveUp.signal });
      connection = new Connection(endpoint, socket, options);
      await performHandshake(connection, options, giveUp.signal);
      connection.#adopt(owner);
      return connection;
    } catch (error) {
      if (connection === undefined) throw error;
      const cutBy = connection.#closedBy;
      connection.close();
      if (cutBy === undefined || error instanceof AuthenticationError) throw error;
      throw handshakeFailure(connection, cutBy, options.ssl !== undefined);
    } finally {
      clearTimeout(timer);
      offAbort(signal, cancel);
    }
  }

  private constructor(endpoint: Endpoint, socket: Socket, options: ConnectionOptions) {
    this.endpoint = endpoint;
    this.localPort = socket.localPort;
    this.#socket = socket;
    this.#options = options;
    this.#streamIds = new StreamIds(options.maxRequestsPerConnection);
    this.#handlers = new Array<ResponseHandler | undefined>(options.maxRequestsPerConnection).fill(undefined);
    this.#flushOfStream = new Uint32Array(options.maxRequestsPerConnection);
    socket.on('drain', () => this.#onDrain());
    socket.on('error', (error) => this.close(error));
    socket.on('close', () => this.close(new Error('the node closed the connection')));
  }

  get isOpen(): boolean {
    return !this.#closed && !this.#retired;
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  /** Requests that wait for an answer; those that were given up do not count. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** Requests that were given up and hold their stream id until the node answers. */
  get orphaned(): number {
    return this.#orphaned;
  }

  /** Answers that came in, wanted or not. */
  get responseCount(): number {
    return this.#responseCount;
  }

  /** Requests that were sent, the handshake's included. */
  get requestCount(): number {
    return this.#responseCount + this.#inFlight + this.#orphaned + this.#unanswered;
  }

  /** The protocol version of the node's last bare envelope; 0 before the first. */
  get peerVersion(): number {
    return this.#peerVersion;
  }

  get bytesSent(): number {
    return this.#socket.bytesWritten;
  }

  get bytesReceived(): number {
    return this.#socket.bytesRead;
  }

  /** Whether `send` can take one more request now; if not, the owner's `onCapacity` says when it can. */
  get hasCapacity(): boolean {
    if (!this.isOpen) return false;
    const room =
      this.#streamIds.available > 0 &&
      (this.#outbound === undefined || this.#outbound.pendingBytes < maxPendingWriteBytes);
    if (!room) this.#lackedCapacity = true;
    return room;
  }

  get hasFreeStream(): boolean {
    return !this.#closed && this.#streamIds.available > 0;
  }

  /**
   * Sends a request; `handler` hears the answer. `flags` are the envelope's. Call it only when `hasCapacity`.
   * Returns the stream id, for `abandon`. Throws what encoding throws; then nothing was sent.
   */
  send(request: Request, handler: ResponseHandler, flags = 0): number {
    const outbound = this.#outbound;
    if (outbound === undefined) return this.#sendBare(request, handler);
    const streamId = this.#streamIds.take();
    if (outbound.isEncoding) {
      // Called by user code that runs while another request is encoded.
      handler.requestBytes = this.#encodeAside(outbound, request, streamId, flags);
    } else {
      outbound.beginEnvelope(streamId, request.opcode, flags);
      try {
        request.encodeBody(outbound.writer);
        handler.requestBytes = outbound.endEnvelope();
      } catch (error) {
        outbound.abandonEnvelope();
        this.#streamIds.release(streamId);
        throw error;
      }
    }
    if (this.#closed) {
      // By user code, while the request was encoded.
      throw new ConnectionLostError(`The connection to ${this.#name} was closed before the request was sent`, {
        written: false,
        cause: this.#closedBy,
      });
    }
    this.#handlers[streamId] = handler;
    this.#flushOfStream[streamId] = this.#nextFlush;
    this.#inFlight++;
    if (!this.#flushScheduled) {
      this.#flushScheduled = true;
      setImmediate(this.#flush);
    }
    return streamId;
  }

  /** The cold path: one request, one promise. A server error rejects with its class. */
  request(request: Request, options?: RequestOnceOptions): Promise<Response> {
    return requestOnce(this, request, options);
  }

  /** The request's answer is no longer wanted. Its stream id stays taken until the node answers. */
  abandon(streamId: number): void {
    if (this.#closed || this.#handlers[streamId] === undefined || this.#handlers[streamId] === orphan) return;
    this.#handlers[streamId] = orphan;
    this.#inFlight--;
    this.#orphaned++;
    if (this.#orphaned > this.#options.maxOrphanedRequests && !this.#retired) {
      this.#retire(new ConnectionError(`${this.#name} left ${this.#orphaned} abandoned requests without an answer`));
    } else {
      this.#closeIfRetiredAndIdle();
    }
  }

  /**
   * Closes the socket. What is in flight fails with a `ConnectionLostError` that says whether it had been written.
   * Idempotent.
   */
  close(error?: Error): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#closedBy = error;
    clearInterval(this.#heartbeat);
    this.#socket.destroy();
    this.#unanswered = this.#inFlight + this.#orphaned;
    this.#inFlight = 0;
    this.#orphaned = 0;
    try {
      // Before the requests hear of it: one that goes on elsewhere must not find this connection in its pool any more.
      if (this.#owner !== undefined) {
        connectionClosed(this.#name, this, this.#unanswered, error);
        if (error !== undefined && !this.#retired) this.#owner.onLost(this, error);
      }
    } finally {
      this.#failRequests(error ?? new Error('closed by this client'));
    }
  }

  #failRequests(cause: Error): void {
    for (let streamId = 0; streamId < this.#handlers.length; streamId++) {
      const handler = this.#handlers[streamId];
      if (handler === undefined) continue;
      this.#handlers[streamId] = undefined;
      const written = this.#flushOfStream[streamId]! < this.#nextFlush;
      const fate = written ? 'after the request was sent' : 'before the request was sent';
      const message = `The connection to ${this.#name} was lost ${fate}: ${cause.message}`;
      handler.onConnectionLost(new ConnectionLostError(message, { written, cause }));
    }
  }

  get #name(): string {
    return formatEndpoint(this.endpoint);
  }

  #adopt(owner: ConnectionOwner): void {
    if (this.#closed) throw new ConnectionError(`${this.#name} closed the connection during the handshake`);
    this.#owner = owner;
    const interval = this.#options.idleHeartbeatIntervalMs;
    if (interval > 0) this.#heartbeat = setInterval(() => this.#beat(), interval);
  }

  #encodeAside(outbound: SegmentBuilder, request: Request, streamId: number, flags: number): number {
    try {
      const envelope = encodeBareEnvelope(request, streamId, flags);
      outbound.add(envelope);
      return envelope.length;
    } catch (error) {
      this.#streamIds.release(streamId);
      throw error;
    }
  }

  #sendBare(request: Request, handler: ResponseHandler): number {
    const streamId = this.#streamIds.take();
    const envelope = encodeBareEnvelope(request, streamId);
    handler.requestBytes = envelope.length;
    this.#handlers[streamId] = handler;
    this.#flushOfStream[streamId] = this.#nextFlush++;
    this.#inFlight++;
    this.#socket.write(envelope);
    return streamId;
  }

  // A field, so that no closure is made per flush.
  readonly #flush = (): void => {
    this.#flushScheduled = false;
    // A full socket gets nothing more: what is not handed over can still be told from what may have reached the node.
    if (this.#closed || this.#socket.writableNeedDrain) return;
    const segments = this.#outbound!.take();
    this.#nextFlush++;
    if (segments.length === 1) {
      this.#socket.write(segments[0]!);
      return;
    }
    this.#socket.cork();
    for (const segment of segments) this.#socket.write(segment);
    this.#socket.uncork();
  };

  #onDrain(): void {
    if (this.#outbound !== undefined && this.#outbound.pendingBytes > 0) this.#flush();
    this.#announceCapacity();
  }

  #announceCapacity(): void {
    if (!this.#lackedCapacity) return;
    this.#lackedCapacity = false;
    if (this.hasCapacity) this.#owner?.onCapacity?.();
  }

  #onBytes(bytes: Buffer): void {
    this.#heardFromNode = true;
    try {
      this.#inbound.push(bytes);
    } catch (error) {
      this.close(error instanceof Error ? error : new Error(String(error)));
    }
  }

  #onEnvelope(envelope: Envelope): void {
    const { streamId } = envelope;
    if (this.#closed) return;
    if (this.#outbound === undefined) this.#onBareEnvelope(envelope);
    if (streamId < 0) {
      this.#onEventEnvelope(envelope);
      return;
    }
    const handler = this.#handlers[streamId];
    if (handler === undefined) {
      throw new ProtocolError(`${this.#name} answered on stream ${streamId}, which no request uses`);
    }
    this.#handlers[streamId] = undefined;
    this.#streamIds.release(streamId);
    this.#responseCount++;
    if (handler === orphan) {
      this.#orphaned--;
    } else {
      this.#inFlight--;
      handler.onResponse(envelope);
    }
    if (this.#lackedCapacity) this.#announceCapacity();
    if (this.#retired) this.#closeIfRetiredAndIdle();
  }

  /** The version counts, and READY or AUTHENTICATE switch to segments before the bytes behind them are looked at. */
  #onBareEnvelope(envelope: Envelope): void {
    this.#peerVersion = envelope.version & 0x7f;
    if (envelope.opcode !== opcode.ready && envelope.opcode !== opcode.authenticate) return;
    const { compressor } = this.#options;
    this.#inbound.useSegments(compressor);
    this.#outbound = new SegmentBuilder(compressor);
  }

  #onEventEnvelope(envelope: Envelope): void {
    let response: Response;
    try {
      response = decodeResponse(envelope);
    } catch (error) {
      if (envelope.opcode !== opcode.event) throw error;
      this.#owner?.onUnreadableEvent?.(error as Error);
      return;
    }
    if (response.kind !== 'event') {
      throw new ProtocolError(`${this.#name} sent a ${response.kind} message that no request asked for`);
    }
    this.#owner?.onEvent?.(response.event);
  }

  /** No new requests; what is in flight may finish, then the socket closes. */
  #retire(reason: Error): void {
    this.#retired = true;
    this.#owner?.onLost(this, reason);
    this.#closeIfRetiredAndIdle();
  }

  #closeIfRetiredAndIdle(): void {
    if (this.#retired && this.#inFlight === 0) this.close();
  }

  /** A silent connection is asked for a sign of life; without one within another interval it is closed. */
  #beat(): void {
    if (this.#heardFromNode) {
      this.#heardFromNode = false;
      return;
    }
    const { idleHeartbeatIntervalMs, connectTimeoutMs } = this.#options;
    if (!this.hasCapacity) {
      this.#closeIfStillSilent(new ConnectionError(`${this.#name} answered nothing for ${idleHeartbeatIntervalMs} ms`));
      return;
    }
    const timeoutMs = Math.min(idleHeartbeatIntervalMs, connectTimeoutMs);
    this.request(new Options(), { timeoutMs }).catch((error: unknown) => {
      this.#closeIfStillSilent(new ConnectionError(`${this.#name} did not answer a heartbeat`, { cause: error }));
    });
  }

  /** After a stall of this process its timers run before what the node sent meanwhile is read: looks again after that. */
  #closeIfStillSilent(error: Error): void {
    setImmediate(() => {
      if (!this.#heardFromNode) this.close(error);
    });
  }
}

function connectTimeout(endpoint: Endpoint, connectTimeoutMs: number): ConnectionError {
  return new ConnectionError(`No connection to ${formatEndpoint(endpoint)} within ${connectTimeoutMs} ms`);
}
