// What waits to be written to one socket. Requests are encoded straight into its buffer; what gathers in one turn of the event loop leaves
// as one segment and one write.
import type { Socket } from 'node:net';
import { encodeBareEnvelope } from '../protocol/bare-envelope';
import type { Request } from '../protocol/requests/request';
import { SegmentBuilder } from '../protocol/segment-builder';
import type { SegmentCompressor } from '../protocol/segment-compressor';
import { setImmediate } from '../waiting/timers';

/** What may gather while the socket takes no more; beyond it the connection has no capacity until it drains. */
const maxPendingBytes = 1024 * 1024;

export class WriteQueue {
  readonly #socket: Socket;
  /** Absent while envelopes are still bare. */
  #segments: SegmentBuilder | undefined = undefined;
  #nextFlush = 1;
  #isScheduled = false;
  #isClosed = false;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  get hasRoom(): boolean {
    return this.#segments === undefined || this.#segments.pendingBytes < maxPendingBytes;
  }

  /** The handshake is so far that envelopes go in segments. */
  get usesSegments(): boolean {
    return this.#segments !== undefined;
  }

  /** The number of the flush that an envelope added now leaves with: flushes below it have happened. */
  get nextFlush(): number {
    return this.#nextFlush;
  }

  useSegments(compressor: SegmentCompressor | undefined): void {
    this.#segments = new SegmentBuilder(compressor);
  }

  /** Writes a bare envelope at once. Returns its size in bytes. */
  writeBare(request: Request, streamId: number): number {
    const envelope = encodeBareEnvelope(request, streamId);
    this.#nextFlush++;
    this.#socket.write(envelope);
    return envelope.length;
  }

  /** Encodes the request. Returns the size of its envelope in bytes. Throws what encoding throws; then nothing is added. */
  add(request: Request, streamId: number, flags: number): number {
    const segments = this.#segments!;
    if (segments.isEncoding) {
      // Called by user code that runs while another request is encoded.
      const envelope = encodeBareEnvelope(request, streamId, flags);
      segments.add(envelope);
      return envelope.length;
    }
    segments.beginEnvelope(streamId, request.opcode, flags);
    try {
      request.encodeBody(segments.writer);
      return segments.endEnvelope();
    } catch (error) {
      segments.abandonEnvelope();
      throw error;
    }
  }

  /** What was added leaves at the end of this turn of the event loop. */
  schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(this.#flush);
  }

  onDrain(): void {
    if (this.#segments !== undefined && this.#segments.pendingBytes > 0) this.#flush();
  }

  close(): void {
    this.#isClosed = true;
  }

  // A field, so that no closure is made per flush.
  readonly #flush = (): void => {
    this.#isScheduled = false;
    // A full socket gets nothing more: what is not handed over can still be told from what may have reached the node.
    if (this.#isClosed || this.#socket.writableNeedDrain) return;
    const segments = this.#segments!.take();
    this.#nextFlush++;
    if (segments.length === 1) {
      this.#socket.write(segments[0]!);
      return;
    }
    this.#socket.cork();
    for (const segment of segments) this.#socket.write(segment);
    this.#socket.uncork();
  };
}
