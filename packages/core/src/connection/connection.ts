// One socket to one node, past its handshake: sends requests, hands out answers and events, closes.
//
//   send -> WriteQueue -> socket -> InboundStream -> InFlight (who waits on this stream id?) -> handler
//
// Above it: a node's pool and the control connection. Below it: protocol/, which knows bytes only.
// Above 300 lines, with its comments: opening, adopting and closing share private state that nothing else may set.
import type { Socket } from 'node:net';
import { AuthenticationError, ConnectionError } from '../errors/async-cassandra-error';
import { settleStack } from '../errors/settle-stack';
import { ConnectionLostError } from '../errors/connection-lost-error';
import { ProtocolError } from '../errors/protocol-error';
import { connectionClosed, nextConnectionId, observeConnecting } from '../observability/channels/observe-connections';
import { decodeResponse } from '../protocol/decode-response';
import type { Envelope } from '../protocol/envelope';
import { EnvelopeBuilder } from '../protocol/envelope-builder';
import { InboundStream } from '../protocol/inbound-stream';
import { opcode } from '../protocol/opcode';
import type { ProtocolVersion } from '../protocol/protocol-version';
import type { Request } from '../protocol/requests/request';
import type { EventResponse } from '../protocol/responses/event';
import type { Response } from '../protocol/responses/response';
import { SegmentBuilder } from '../protocol/segment-builder';
import type { ConnectionOptions } from './connection-options';
import { formatEndpoint, type Endpoint } from './endpoint';
import { anotherVersion, isUnsupportedVersion, performHandshake } from './handshake';
import { handshakeFailure } from './handshake-failure';
import { Heartbeat } from './heartbeat';
import { InFlight } from './in-flight';
import type { RequestChannel, ResponseHandler } from './request-channel';
import { requestOnce, type RequestOnceOptions } from './request-once';
import { openSocket } from './socket';
import { offAbort, onAbort } from '../waiting/on-abort';
import { clearTimeout, setTimeout } from '../waiting/timers';
import { WriteQueue } from './write-queue';
import { asError } from '../errors/thrown';

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

export class Connection implements RequestChannel {
  /** Counts up from 1 in this process. */
  readonly id = nextConnectionId();
  readonly endpoint: Endpoint;
  readonly version: ProtocolVersion;
  /** Of our side of the socket. */
  readonly localPort: number | undefined;
  readonly #socket: Socket;
  readonly #options: ConnectionOptions;
  readonly #inbound = new InboundStream((envelope) => this.#onEnvelope(envelope));
  readonly #writes: WriteQueue;
  readonly #requests: InFlight;
  readonly #heartbeat: Heartbeat;
  /** Absent until the handshake is over. */
  #owner: ConnectionOwner | undefined;
  #peerVersion = 0;
  #lackedCapacity = false;
  #retired = false;
  #closed = false;
  /** What closed it, other than its owner. */
  #closedBy: Error | undefined;

  /**
   * Opens the socket, shakes hands and authenticates, all within `connectTimeoutMs`. Where the node lacks a version of the protocol, the
   * next one that the options allow is offered on another socket. A failure leaves nothing open.
   */
  static open(
    endpoint: Endpoint,
    options: ConnectionOptions,
    owner: ConnectionOwner,
    signal?: AbortSignal,
  ): Promise<Connection> {
    return observeConnecting(formatEndpoint(endpoint), options.ssl !== undefined, () =>
      Connection.#openInTurn(endpoint, options, owner, signal),
    );
  }

  static async #openInTurn(
    endpoint: Endpoint,
    options: ConnectionOptions,
    owner: ConnectionOwner,
    signal: AbortSignal | undefined,
  ): Promise<Connection> {
    const offers = options.versions?.offers ?? [5];
    for (let next = 0; ; next++) {
      try {
        return await Connection.#open(endpoint, options, owner, offers[next]!, signal);
      } catch (error) {
        if (next + 1 === offers.length || !isUnsupportedVersion(error)) throw error;
      }
    }
  }

  static async #open(
    endpoint: Endpoint,
    options: ConnectionOptions,
    owner: ConnectionOwner,
    version: ProtocolVersion,
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
      connection = new Connection(endpoint, version, socket, options);
      await performHandshake(connection, options, giveUp.signal);
      const { versions } = options;
      if (versions?.agree(version) === false) throw anotherVersion(connection, versions.agreed!);
      connection.#takeOver(owner);
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

  private constructor(endpoint: Endpoint, version: ProtocolVersion, socket: Socket, options: ConnectionOptions) {
    this.endpoint = endpoint;
    this.version = version;
    this.localPort = socket.localPort;
    this.#socket = socket;
    this.#options = options;
    this.#writes = new WriteQueue(socket, version);
    if (version === 4) this.#inbound.useEnvelopes(options.compressor);
    this.#requests = new InFlight(options.maxRequestsPerConnection);
    this.#heartbeat = new Heartbeat(this, options);
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
    return this.#requests.waiting;
  }

  /** Requests that were given up and hold their stream id until the node answers. */
  get orphaned(): number {
    return this.#requests.orphaned;
  }

  /** Answers that came in, wanted or not. */
  get responseCount(): number {
    return this.#requests.answered;
  }

  /** Requests that were sent, the handshake's included. */
  get requestCount(): number {
    return this.#requests.sent;
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
    const room = this.#requests.hasFreeStream && this.#writes.hasRoom;
    if (!room) this.#lackedCapacity = true;
    return room;
  }

  get hasFreeStream(): boolean {
    return !this.#closed && this.#requests.hasFreeStream;
  }

  /**
   * Sends a request; `handler` hears the answer. `flags` are the envelope's. Call it only when `hasCapacity`.
   * Returns the stream id, for `abandon`. Throws what encoding throws; then nothing was sent.
   */
  send(request: Request, handler: ResponseHandler, flags = 0): number {
    const streamId = this.#requests.takeStream();
    if (!this.#writes.isGathering) return this.#sendBare(request, streamId, handler);
    try {
      handler.requestBytes = this.#writes.add(request, streamId, flags);
    } catch (error) {
      this.#requests.releaseStream(streamId);
      throw error;
    }
    if (this.#closed) {
      // By user code, while the request was encoded.
      throw new ConnectionLostError(`The connection to ${this.#name} was closed before the request was sent`, {
        written: false,
        cause: this.#closedBy,
      });
    }
    this.#requests.add(streamId, handler, this.#writes.nextFlush);
    this.#writes.schedule();
    return streamId;
  }

  /** The cold path: one request, one promise. A server error rejects with its class. */
  request(request: Request, options?: RequestOnceOptions): Promise<Response> {
    return requestOnce(this, request, options);
  }

  /** The request's answer is no longer wanted. Its stream id stays taken until the node answers. */
  abandon(streamId: number): void {
    if (this.#closed || !this.#requests.abandon(streamId)) return;
    const { orphaned } = this.#requests;
    if (orphaned > this.#options.maxOrphanedRequests && !this.#retired) {
      this.#retire(new ConnectionError(`${this.#name} left ${orphaned} abandoned requests without an answer`));
    } else {
      this.#closeIfRetiredAndIdle();
    }
  }

  /** Takes no more requests, and closes once those in flight have their answers. The owner does not hear of it. */
  closeWhenIdle(): void {
    this.#retired = true;
    this.#closeIfRetiredAndIdle();
  }

  /**
   * Closes the socket. What is in flight fails with a `ConnectionLostError` that says whether it had been written.
   * Idempotent.
   */
  close(error?: Error): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#closedBy = error;
    // It outlives the connection: in errors of requests, and as the last error of the node.
    settleStack(error);
    this.#heartbeat.stop();
    this.#writes.close();
    this.#socket.destroy();
    const unanswered = this.#requests.close();
    try {
      // Before the requests hear of it: one that goes on elsewhere must not find this connection in its pool any more.
      if (this.#owner !== undefined) {
        connectionClosed(this.#name, this, unanswered, error);
        if (error !== undefined && !this.#retired) this.#owner.onLost(this, error);
      }
    } finally {
      this.#requests.fail(this.#name, error ?? new Error('closed by this client'), this.#writes.nextFlush);
    }
  }

  get #name(): string {
    return formatEndpoint(this.endpoint);
  }

  #takeOver(owner: ConnectionOwner): void {
    if (this.#closed) throw new ConnectionError(`${this.#name} closed the connection during the handshake`);
    this.#owner = owner;
    this.#heartbeat.start();
  }

  #sendBare(request: Request, streamId: number, handler: ResponseHandler): number {
    this.#requests.add(streamId, handler, this.#writes.nextFlush);
    handler.requestBytes = this.#writes.writeBare(request, streamId);
    return streamId;
  }

  #onDrain(): void {
    this.#writes.onDrain();
    this.#announceCapacity();
  }

  #announceCapacity(): void {
    if (!this.#lackedCapacity) return;
    this.#lackedCapacity = false;
    if (this.hasCapacity) this.#owner?.onCapacity?.();
  }

  #onBytes(bytes: Buffer): void {
    this.#heartbeat.onBytes();
    try {
      this.#inbound.push(bytes);
    } catch (error) {
      this.close(asError(error));
    }
  }

  #onEnvelope(envelope: Envelope): void {
    const { streamId } = envelope;
    if (this.#closed) return;
    if (!this.#writes.isGathering) this.#onBareEnvelope(envelope);
    if (streamId < 0) {
      this.#onEventEnvelope(envelope);
      return;
    }
    const handler = this.#requests.answer(streamId);
    if (handler === undefined) {
      throw new ProtocolError(`${this.#name} answered on stream ${streamId}, which no request uses`);
    }
    // Does nothing where the request was abandoned.
    handler.onResponse(envelope);
    if (this.#lackedCapacity) this.#announceCapacity();
    if (this.#retired) this.#closeIfRetiredAndIdle();
  }

  /** The version counts, and READY or AUTHENTICATE switch to segments, in v5, before the bytes behind them are looked at. */
  #onBareEnvelope(envelope: Envelope): void {
    this.#peerVersion = envelope.version & 0x7f;
    if (envelope.opcode !== opcode.ready && envelope.opcode !== opcode.authenticate) return;
    const { compressor } = this.#options;
    if (this.version === 4) {
      this.#writes.gatherIn(new EnvelopeBuilder(compressor));
      return;
    }
    this.#inbound.useSegments(compressor);
    this.#writes.gatherIn(new SegmentBuilder(compressor));
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
    if (this.#retired && this.#requests.waiting === 0) this.close();
  }
}

function connectTimeout(endpoint: Endpoint, connectTimeoutMs: number): ConnectionError {
  return new ConnectionError(`No connection to ${formatEndpoint(endpoint)} within ${connectTimeoutMs} ms`);
}
