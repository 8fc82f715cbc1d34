// One send of a request to one node. It waits for the answer, and is its record in the execution info. The request that made it releases it
// when the request settles.
import type { Connection } from '../../connection/connection';
import type { Node } from '../../connection/pool/node';
import type { ResponseHandler } from '../../connection/request-channel';
import type { AnswerTimes } from '../../connection/pool/answer-times';
import type { ConnectionLostError } from '../../errors/connection-lost-error';
import type { AttemptObservation } from '../../observability/channels/attempt-observation';
import { envelopeHeaderLength, type Envelope } from '../../protocol/envelope';
import { opcode } from '../../protocol/opcode';
import type { AttemptRecord } from '../../result/request-execution-info';
import type { RowDecoder } from '../../codec/row-decoder';
import { nowMs } from '../../waiting/timers';

/** The request that an attempt belongs to. */
export interface AttemptOwner {
  onEnvelope(attempt: Attempt, envelope: Envelope): void;
  onAttemptFailed(attempt: Attempt, error: Error): void;
}

/** The owner of released attempts: ignores late answers. */
const settled: AttemptOwner = { onEnvelope() {}, onAttemptFailed() {} };

export class Attempt implements ResponseHandler, AttemptRecord {
  readonly endpoint: string;
  /** Used only until the request settles: `release` replaces it. */
  node: Node;
  connection: Connection;
  readonly startedAt = nowMs();
  /** The decoder for an answer without metadata. */
  rowDecoder: RowDecoder | undefined;
  readonly consistency: number;
  endedAt = 0;
  error: Error | undefined = undefined;
  /** Whether the attempt was abandoned before an answer came. */
  isAbandoned = false;
  requestBytes = 0;
  responseBytes = 0;
  /** Undefined when no collector or channel observes requests. */
  observation: AttemptObservation | undefined = undefined;
  /** -1 after the answer, or after `abandon`. */
  streamId = -1;
  #owner: AttemptOwner;
  readonly #times: AnswerTimes;

  constructor(
    owner: AttemptOwner,
    node: Node,
    /** Undefined if no connection could be opened: then the attempt only records that. */
    connection: Connection | undefined,
    rowDecoder: RowDecoder | undefined,
    consistency: number,
  ) {
    this.#owner = owner;
    this.endpoint = node.endpoint;
    this.node = node;
    this.#times = node.answerTimes;
    this.connection = connection as Connection;
    this.rowDecoder = rowDecoder;
    this.consistency = consistency;
  }

  get isWaiting(): boolean {
    return this.streamId !== -1;
  }

  /** Called when the request was sent on this stream. */
  sent(streamId: number): void {
    this.streamId = streamId;
    this.#times.sent(this.startedAt);
  }

  onResponse(envelope: Envelope): void {
    this.streamId = -1;
    const now = nowMs();
    this.endedAt = now;
    this.#times.answered(now - this.startedAt, now, envelope.opcode === opcode.error);
    this.responseBytes = envelopeHeaderLength + envelope.bodyEnd - envelope.bodyStart + envelope.skippedBytes;
    this.#owner.onEnvelope(this, envelope);
  }

  onConnectionLost(error: ConnectionLostError): void {
    this.streamId = -1;
    this.#times.lost();
    this.endedAt = nowMs();
    this.#owner.onAttemptFailed(this, error);
  }

  /** Stops waiting for the answer. */
  abandon(reason: Error | undefined): void {
    if (this.streamId === -1) return;
    const { streamId } = this;
    this.streamId = -1;
    const now = nowMs();
    this.endedAt = now;
    this.#times.abandoned(now - this.startedAt, now);
    this.isAbandoned = true;
    this.error = reason;
    this.connection.abandon(streamId);
    this.observation?.end(this);
  }

  /**
   * Called when the request has settled. The attempt stays as a record that a user may keep in a result or an error for any time, so it
   * must keep neither the parameters nor the connection alive.
   */
  release(): void {
    this.#owner = settled;
    this.node = undefined as unknown as Node;
    this.connection = undefined as unknown as Connection;
    this.rowDecoder = undefined;
    this.observation = undefined;
  }
}
