// The requests that wait to be written to one socket. They are encoded straight into its buffer; the requests of one turn of the event loop
// leave as one write: one segment in v5, bare envelopes in v4.
import type { Socket } from 'node:net';
import { encodeBareEnvelope } from '../protocol/bare-envelope';
import type { ProtocolVersion } from '../protocol/protocol-version';
import type { RequestBuilder } from '../protocol/request-builder';
import { encodeBodyOf, type Request } from '../protocol/requests/request';
import { setImmediate } from '../waiting/timers';

/** The most bytes that wait while the socket is full; with more the connection has no capacity until the socket drains. */
const maxPendingBytes = 1024 * 1024;

export class WriteQueue {
  readonly #socket: Socket;
  readonly #version: ProtocolVersion;
  /** Absent during the handshake, whose messages are written at once. */
  #builder: RequestBuilder | undefined = undefined;
  #nextFlush = 1;
  #isScheduled = false;
  #isClosed = false;

  constructor(socket: Socket, version: ProtocolVersion) {
    this.#socket = socket;
    this.#version = version;
  }

  get hasRoom(): boolean {
    return this.#builder === undefined || this.#builder.pendingBytes < maxPendingBytes;
  }

  /** Whether requests are collected and flushed together: after the handshake. */
  get isGathering(): boolean {
    return this.#builder !== undefined;
  }

  /** The number of the flush that writes an envelope added now: flushes with lower numbers have happened. */
  get nextFlush(): number {
    return this.#nextFlush;
  }

  /** Collects requests in `builder` from now on. */
  gatherIn(builder: RequestBuilder): void {
    this.#builder = builder;
  }

  /** Writes a bare envelope at once. Returns its size in bytes. */
  writeBare(request: Request, streamId: number): number {
    const envelope = encodeBareEnvelope(request, this.#version, streamId);
    this.#nextFlush++;
    this.#socket.write(envelope);
    return envelope.length;
  }

  /** Encodes the request. Returns the size of its envelope in bytes. Throws the errors of encoding; then nothing is added. */
  add(request: Request, streamId: number, flags: number): number {
    const builder = this.#builder!;
    if (builder.isEncoding) {
      // Called by user code that runs while another request is encoded.
      const envelope = encodeBareEnvelope(request, this.#version, streamId, flags);
      builder.add(envelope);
      return envelope.length;
    }
    builder.beginEnvelope(streamId, request.opcode, flags);
    try {
      encodeBodyOf(request, this.#version, builder.writer);
      return builder.endEnvelope();
    } catch (error) {
      builder.abandonEnvelope();
      throw error;
    }
  }

  /** Flushes at the end of this turn of the event loop. */
  schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(this.#flush);
  }

  onDrain(): void {
    if (this.#builder !== undefined && this.#builder.pendingBytes > 0) this.#flush();
  }

  close(): void {
    this.#isClosed = true;
  }

  // A field, so that no closure is created for each flush.
  readonly #flush = (): void => {
    this.#isScheduled = false;
    // A full socket gets nothing more: so the requests that were never written stay distinguishable from those that may have reached the node.
    if (this.#isClosed || this.#socket.writableNeedDrain) return;
    const pieces = this.#builder!.take();
    this.#nextFlush++;
    if (pieces.length === 1) {
      this.#socket.write(pieces[0]!);
      return;
    }
    this.#socket.cork();
    for (const piece of pieces) this.#socket.write(piece);
    this.#socket.uncork();
  };
}
