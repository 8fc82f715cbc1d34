import type { Socket } from 'node:net';
import { resetSocket } from '../socket-reset';
import { AnswerSender } from './answer-sender';
import { answerByItself, unpreparedError } from './answer-request';
import type { ConnectionHost } from './connection-host';
import { type Delivery, type Ending, plainDelivery } from './delivery';
import type { ReceivedRequest } from './received-request';
import { CustomReply, type Message, type Reply } from './reply';
import { isHandshakeAnswer, keyspaceSetBy } from './answer-effect';
import { serverError } from './server-error';
import { writeEvent, type StubEvent } from './stub-event';
import type { ReplySource } from './stub-rule';
import { compressBody, decompressBody } from './wire/compressed-body';
import { decodeRequestBody } from './wire/decode-request';
import { decodeRequestEnvelope, encodeResponseEnvelope, type Envelope, envelopeFlag } from './wire/envelope';
import { opcode, opcodeName } from './wire/opcode';
import { RequestStream } from './wire/request-stream';
import { WireViolation } from './wire/wire-violation';

const eventStreamId = -1;

/** One client connection to a stub node. */
export class StubConnection {
  readonly #host: ConnectionHost;
  readonly #socket: Socket;
  readonly #sender: AnswerSender;
  readonly #stream: RequestStream;
  readonly #eventTypes = new Set<string>();
  /** Resolves when the socket is closed, by either side. */
  readonly closed: Promise<void>;
  #keyspace: string | null = null;
  #version: number | null = null;
  #isPaused = false;
  /** v4 only: true from the answer to STARTUP on. */
  #compressesBodies = false;

  /** @internal */
  constructor(
    /** The number of the connection, from 0, over all nodes of the stub. */
    readonly id: number,
    host: ConnectionHost,
    socket: Socket,
  ) {
    this.#host = host;
    this.#socket = socket;

    socket.setNoDelay(true);
    this.#sender = new AnswerSender(socket, (how) => this.#end(how));
    this.#stream = new RequestStream((bytes, segment) => this.#onEnvelope(bytes, segment));
    socket.on('data', (chunk) => this.#onData(chunk));
    socket.on('drain', () => this.#readOn());
    this.closed = new Promise((resolve) => socket.once('close', () => resolve()));
    // A client that breaks the connection is normal in tests: the close event follows.
    socket.on('error', () => undefined);
    if (host.isReadingPaused) this.pauseReading();
  }

  /** The index of the node in the cluster, from 0. */
  get node(): number {
    return this.#host.index;
  }

  /** The shard that serves the connection; `null` on a node without shards. */
  get shard(): number | null {
    return this.#host.shard;
  }

  /** Whether the socket is open. */
  get isOpen(): boolean {
    return !this.#socket.destroyed;
  }

  /** The keyspace set by USE. */
  get keyspace(): string | null {
    return this.#keyspace;
  }

  /** The version; `null` before the first envelope. */
  get protocolVersion(): number | null {
    return this.#version;
  }

  /** Whether answers are sent in segments, as in protocol v5 after the handshake. */
  get usesSegments(): boolean {
    return this.#sender.wrapping !== 'bare';
  }

  /** Whether answers are compressed. */
  get usesCompression(): boolean {
    return this.#compressesBodies || this.#sender.wrapping === 'lz4';
  }

  /** The event types that the client registered for. */
  get eventTypes(): readonly string[] {
    return [...this.#eventTypes];
  }

  /** The `ip:port` of the client. */
  get remoteAddress(): string {
    return `${this.#socket.remoteAddress}:${this.#socket.remotePort}`;
  }

  /** Stops reading: the client's data fills the system's buffers, then the client's own. */
  pauseReading(): void {
    this.#isPaused = true;
    this.#socket.pause();
  }

  /** Reads again after `pauseReading()`. */
  resumeReading(): void {
    this.#isPaused = false;
    this.#readOn();
  }

  /** Closes the connection in order (FIN). */
  close(): void {
    this.#end('close');
  }

  /** Breaks the connection (RST). */
  reset(): void {
    this.#end('reset');
  }

  /** Sends an unsolicited message on any stream id. */
  send(reply: Reply, streamId: number, delivery: Readonly<Delivery> = plainDelivery): void {
    const request = { version: this.#version ?? 5, tracing: false, opcode: 'OPTIONS' } as ReceivedRequest;
    this.#sendMessage(reply.toMessage(request), streamId, delivery);
  }

  /** Sends raw bytes, without a segment around them. */
  sendRaw(bytes: Buffer): void {
    this.#sender.sendRaw(bytes);
  }

  /** Sends an event, also when the client did not register for it. */
  sendEvent(event: StubEvent): void {
    this.send(new CustomReply(opcode.EVENT, (writer) => writeEvent(writer, event)), eventStreamId);
  }

  #onData(chunk: Buffer): void {
    try {
      this.#stream.push(chunk);
    } catch (error) {
      this.#onViolation(error as Error, 0);
      return;
    }
    if (this.#sender.isFull) this.#socket.pause();
  }

  #readOn(): void {
    if (!this.#isPaused && !this.#sender.isFull) this.#socket.resume();
  }

  #onEnvelope(bytes: Buffer, segment: number | null): void {
    const envelope = decodeRequestEnvelope(bytes);
    if (!this.#host.protocolVersions.includes(envelope.version)) {
      this.#refuseVersion(envelope);
      return;
    }
    this.#version ??= envelope.version;
    let request: ReceivedRequest;
    try {
      request = this.#toRequest(envelope, bytes, segment);
    } catch (error) {
      this.#onViolation(error as Error, envelope.streamId);
      return;
    }
    this.#answer(request);
  }

  #toRequest(envelope: Envelope, bytes: Buffer, segment: number | null): ReceivedRequest {
    if (envelope.version !== this.#version) {
      throw new WireViolation(`The connection speaks v${this.#version}, not v${envelope.version}`);
    }
    const body = decodeRequestBody(decompressBody(envelope, this.#compressesBodies), (id) =>
      this.#host.prepared.queryOf(id),
    );
    return {
      index: this.#host.nextRequestIndex(),
      node: this.#host.index,
      connection: this.id,
      version: envelope.version,
      streamId: envelope.streamId,
      opcode: opcodeName(envelope.opcode)!,
      flags: envelope.flags,
      segment,
      raw: bytes,
      tracing: (envelope.flags & envelopeFlag.tracing) !== 0,
      ...(this.shard === null ? {} : { shard: this.shard }),
      ...(this.#keyspace === null ? {} : { connectionKeyspace: this.#keyspace }),
      ...body,
    };
  }

  #answer(request: ReceivedRequest): void {
    const unprepared = unpreparedError(request, this.#host.prepared);
    const outcome = unprepared === null ? this.#host.script.find(request)?.take(request) : undefined;
    this.#host.record.add(request);
    if (outcome === undefined) {
      this.#replyFrom(() => unprepared ?? answerByItself(request, this.#host), request, plainDelivery);
      return;
    }
    if (outcome.pausesReading) this.pauseReading();
    const { source, delivery, hold } = outcome;
    if (source === null) {
      return;
    }
    const send = (): void => void this.#replyFrom(source, request, delivery);
    const sendInTime = delivery.delayMs > 0 ? () => void setTimeout(send, delivery.delayMs).unref() : send;
    if (hold === null) {
      sendInTime();
    } else {
      hold(sendInTime);
    }
  }

  #replyFrom(source: ReplySource, request: ReceivedRequest, delivery: Readonly<Delivery>): void {
    const onError = (error: unknown): void =>
      this.#reply(request, serverError.server(`The CQL stub failed to answer: ${String(error)}`), plainDelivery);
    try {
      const made = typeof source === 'function' ? source(request) : source;
      if (made instanceof Promise) {
        made.then((reply) => this.#reply(request, reply, delivery)).catch(onError);
      } else {
        this.#reply(request, made, delivery);
      }
    } catch (error) {
      onError(error);
    }
  }

  #reply(request: ReceivedRequest, reply: Reply, delivery: Readonly<Delivery>): void {
    if (!this.isOpen) {
      return;
    }
    const message = reply.toMessage(request);
    // In v4 even the answer to STARTUP is compressed.
    if (isHandshakeAnswer(request, message) && request.version < 5) {
      this.#compressesBodies = request.options?.['COMPRESSION'] === 'lz4';
    }
    this.#sendMessage(message, request.streamId, delivery);
    this.#applyEffect(request, message);
  }

  /** Applies the effects of an answer on this connection: segments, the registered events, the keyspace. */
  #applyEffect(request: ReceivedRequest, message: Message): void {
    if (isHandshakeAnswer(request, message) && request.version >= 5) {
      const compressed = request.options?.['COMPRESSION'] === 'lz4';
      this.#stream.useSegments(compressed);
      this.#sender.useSegments(compressed ? 'lz4' : 'plain');
    }
    if (request.opcode === 'REGISTER' && message.opcode === opcode.READY) {
      request.eventTypes?.forEach((type) => this.#eventTypes.add(type));
    }
    const usedKeyspace = keyspaceSetBy(message);
    if (usedKeyspace !== null) {
      this.#keyspace = usedKeyspace;
    }
  }

  #sendMessage(message: Message, streamId: number, delivery: Readonly<Delivery>): void {
    const version = this.#version ?? Math.max(...this.#host.protocolVersions);
    const sent = this.#compressesBodies ? compressBody(message) : message;
    this.#sender.send(encodeResponseEnvelope({ version, streamId, ...sent }), delivery);
  }

  /** Refuses as a server does: with an unsegmented ERROR in its own highest version, then closes. */
  #refuseVersion(envelope: Envelope): void {
    const versions = this.#host.protocolVersions;
    const names = versions.map((version) => `${version}/v${version}`).join(', ');
    const text = `Invalid or unsupported protocol version (${envelope.version}); supported versions are (${names})`;
    const message = serverError.protocol(text).toMessage({ version: 4, tracing: false } as ReceivedRequest);
    this.#sender.sendRaw(encodeResponseEnvelope({ version: Math.max(...versions), streamId: 0, ...message }));
    this.#end('close');
  }

  #onViolation(violation: Error, streamId: number): void {
    this.#host.onViolation(this, violation);
    if (this.isOpen) {
      this.send(serverError.protocol(violation.message), streamId);
      this.#end('close');
    }
  }

  #end(how: Ending): void {
    this.#stream.stop();
    if (how === 'reset') {
      resetSocket(this.#socket);
    } else {
      this.#sender.flush();
      this.#socket.end();
      // Discards data that still arrives; without reading it the connection would never close.
      this.#socket.resume();
    }
  }
}
