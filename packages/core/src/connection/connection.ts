// A socket to one node, past its handshake: sends requests, delivers answers and events, closes.
//
//   send -> WriteQueue -> socket -> InboundStream -> InFlight (the handler of this stream id) -> handler
//
// Above it: a node's pool and the control connection. Below it: protocol/, which only knows bytes.
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
import type { ShardPlace } from './sharding';
import { Opening } from './opening';
import { openSocket } from './socket';
import { offAbort, onAbort } from '../waiting/on-abort';
import { inOwnContext } from '../waiting/own-context';
import { clearTimeout, setTimeout } from '../waiting/timers';
import { WriteQueue } from './write-queue';
import { asError } from '../errors/thrown';

/** The owner of an open connection: receives events and changes of its state. */
export interface ConnectionOwner {
  onEvent?(event: EventResponse['event']): void;
  /** An event that cannot be decoded arrived: damaged, or of a newer server. */
  onUnreadableEvent?(error: Error): void;
  /** A connection that had no capacity has capacity again. */
  onCapacity?(): void;
  /**
   * The connection takes no more requests: it was lost, or it holds too many orphans. Called once; not called when
   * the owner itself closes the connection.
   */
  onLost(connection: Connection, error: Error): void;
}

export class Connection implements RequestChannel {
  /** Numbered from 1 in this process. */
  readonly id = nextConnectionId();
  readonly endpoint: Endpoint;
  readonly version: ProtocolVersion;
  /** The port of our side of the socket. */
  readonly localPort: number | undefined;
  readonly #socket: Socket;
  readonly #options: ConnectionOptions;
  readonly #inbound = new InboundStream((envelope) => this.#onEnvelope(envelope));
  readonly #writes: WriteQueue;
  readonly #requests: InFlight;
  readonly #heartbeat: Heartbeat;
  /** Absent until the handshake has ended. */
  #owner: ConnectionOwner | undefined;
  #peerVersion = 0;
  #shardPlace: ShardPlace | undefined = undefined;
  #lackedCapacity = false;
  #retired = false;
  #closed = false;
  /** The error that closed the connection; undefined when its owner closed it. */
  #closedBy: Error | undefined;

  /**
   * Opens the socket, performs the handshake and authenticates, all within `connectTimeoutMs`. If the node lacks a protocol version, offers
   * the next allowed version on another socket. After an error nothing stays open.
   */
  static open(
    endpoint: Endpoint,
    options: ConnectionOptions,
    owner: ConnectionOwner,
    signal?: AbortSignal,
  ): Promise<Connection> {
    return observeConnecting(formatEndpoint(endpoint), options.ssl !== undefined, () =>
      inOwnContext(() => Connection.#openInTurn(endpoint, options, owner, signal)),
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
    const cancelled = new AbortController();
    const cancel = (): void => cancelled.abort(signal?.reason);
    onAbort(signal, cancel);
    const opening = new Opening(cancelled.signal);
    const timer = setTimeout(
      () => cancelled.abort(connectTimeout(endpoint, options.connectTimeoutMs, opening.step)),
      options.connectTimeoutMs,
    );
    let connection: Connection | undefined;
    try {
      const onBytes = (bytes: Buffer): void => {
        if (connection !== undefined) connection.#onBytes(bytes);
        else
          cancelled.abort(
            new ProtocolError(
              `${formatEndpoint(endpoint)} sent bytes before the handshake, which no Cassandra node does`,
            ),
          );
      };
      const { ssl, through } = options;
      const target = through === undefined ? endpoint : { ...endpoint, port: through.port };
      const socket = await openSocket(target, {
        ssl,
        localPort: through?.localPort,
        onBytes,
        opening,
      });
      connection = new Connection(endpoint, version, socket, options);
      connection.#shardPlace = await performHandshake(connection, options, opening);
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

  /** Requests that wait for an answer, without the abandoned ones. */
  get inFlight(): number {
    return this.#requests.waiting;
  }

  /** Abandoned requests, which hold their stream id until the node answers. */
  get orphaned(): number {
    return this.#requests.orphaned;
  }

  /** Answers that arrived, including those to abandoned requests. */
  get responseCount(): number {
    return this.#requests.answered;
  }

  /** Requests that were sent, including the handshake. */
  get requestCount(): number {
    return this.#requests.sent;
  }

  /** The protocol version of the node's last bare envelope; 0 before the first one. */
  get peerVersion(): number {
    return this.#peerVersion;
  }

  /** The shard of the node that serves the connection; undefined when the node has no shards. */
  get shardPlace(): ShardPlace | undefined {
    return this.#shardPlace;
  }

  get bytesSent(): number {
    return this.#socket.bytesWritten;
  }

  get bytesReceived(): number {
    return this.#socket.bytesRead;
  }

  /** Whether `send` can take one more request now. If not, the owner's `onCapacity` is called once it can. */
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
   * Sends a request; `handler` receives the answer. `flags` are the flags of the envelope. Call it only when `hasCapacity`.
   * Returns the stream id, for `abandon`. Throws the errors of encoding; then nothing was sent.
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
      // User code closed it while the request was encoded.
      throw new ConnectionLostError(`The connection to ${this.#name} was closed before the request was sent`, {
        written: false,
        cause: this.#closedBy,
      });
    }
    this.#requests.add(streamId, handler, this.#writes.nextFlush);
    this.#writes.schedule();
    return streamId;
  }

  /** The cold path: one request, one promise. An error of the server rejects with its class. */
  request(request: Request, options?: RequestOnceOptions): Promise<Response> {
    return requestOnce(this, request, options);
  }

  /** Stops waiting for the answer of a request. Its stream id stays taken until the node answers. */
  abandon(streamId: number): void {
    if (this.#closed || !this.#requests.abandon(streamId)) return;
    const { orphaned } = this.#requests;
    if (orphaned > this.#options.maxOrphanedRequests && !this.#retired) {
      this.#retire(new ConnectionError(`${this.#name} has not answered ${orphaned} abandoned requests`));
    } else {
      this.#closeIfRetiredAndIdle();
    }
  }

  /** Takes no more requests, and closes when those in flight have their answers. Does not call `onLost`. */
  closeWhenIdle(): void {
    this.#retired = true;
    this.#closeIfRetiredAndIdle();
  }

  /**
   * Closes the socket. Requests in flight fail with a `ConnectionLostError` that tells whether they had been written.
   * Idempotent.
   */
  close(error?: Error): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#closedBy = error;
    // The error outlives the connection: in errors of requests, and as the last error of the node.
    settleStack(error);
    this.#heartbeat.stop();
    this.#writes.close();
    this.#socket.destroy();
    const unanswered = this.#requests.close();
    try {
      // Before the requests fail: a request that is retried must not find this connection in its pool any more.
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
    // Does nothing for an abandoned request.
    handler.onResponse(envelope);
    if (this.#lackedCapacity) this.#announceCapacity();
    if (this.#retired) this.#closeIfRetiredAndIdle();
  }

  /** Records the version. In v5, READY and AUTHENTICATE switch to segments before the following bytes are read. */
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

  /** Takes no new requests; requests in flight may finish, then the socket closes. */
  #retire(reason: Error): void {
    this.#retired = true;
    this.#owner?.onLost(this, reason);
    this.#closeIfRetiredAndIdle();
  }

  #closeIfRetiredAndIdle(): void {
    if (this.#retired && this.#requests.waiting === 0) this.close();
  }
}

function connectTimeout(endpoint: Endpoint, connectTimeoutMs: number, step: string): ConnectionError {
  return new ConnectionError(`No connection to ${formatEndpoint(endpoint)} within ${connectTimeoutMs} ms: ${step}`);
}
