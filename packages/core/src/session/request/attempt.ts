// One send of a request to one node: waits for its answer, and is the record of it in the execution info.
import type { Connection } from '../../connection/connection';
import type { Node } from '../../connection/pool/node';
import type { ResponseHandler } from '../../connection/request-channel';
import type { ConnectionLostError } from '../../errors/connection-lost-error';
import type { AttemptObservation } from '../../observability/channels/attempt-observation';
import { envelopeHeaderLength, type Envelope } from '../../protocol/envelope';
import type { AttemptRecord } from '../../result/request-execution-info';
import type { RowDecoder } from '../../codec/row-decoder';
import { nowMs } from '../../waiting/timers';

/** The request that an attempt belongs to. */
export interface AttemptOwner {
  onEnvelope(attempt: Attempt, envelope: Envelope): void;
  onAttemptFailed(attempt: Attempt, error: Error): void;
}

/** Hears what comes after the end. */
const settled: AttemptOwner = { onEnvelope() {}, onAttemptFailed() {} };

export class Attempt implements ResponseHandler, AttemptRecord {
  readonly endpoint: string;
  /** What only a request that has not settled needs: `release` lets go of it. */
  node: Node;
  connection: Connection;
  readonly startedAt = nowMs();
  /** What decodes the rows of an answer that describes none. */
  rowDecoder: RowDecoder | undefined;
  readonly consistency: number;
  endedAt = 0;
  error: Error | undefined = undefined;
  /** Given up before an answer came. */
  isAbandoned = false;
  requestBytes = 0;
  responseBytes = 0;
  /** Absent when nobody watches. */
  observation: AttemptObservation | undefined = undefined;
  /** -1 once the answer has come, or is no longer waited for. */
  streamId = -1;
  #owner: AttemptOwner;

  constructor(
    owner: AttemptOwner,
    node: Node,
    /** Undefined where none could be opened: then it only records that. */
    connection: Connection | undefined,
    rowDecoder: RowDecoder | undefined,
    consistency: number,
  ) {
    this.#owner = owner;
    this.endpoint = node.endpoint;
    this.node = node;
    this.connection = connection as Connection;
    this.rowDecoder = rowDecoder;
    this.consistency = consistency;
  }

  get isWaiting(): boolean {
    return this.streamId !== -1;
  }

  onResponse(envelope: Envelope): void {
    this.streamId = -1;
    this.endedAt = nowMs();
    this.responseBytes = envelopeHeaderLength + envelope.bodyEnd - envelope.bodyStart + envelope.skippedBytes;
    this.#owner.onEnvelope(this, envelope);
  }

  onConnectionLost(error: ConnectionLostError): void {
    this.streamId = -1;
    this.endedAt = nowMs();
    this.#owner.onAttemptFailed(this, error);
  }

  /** The answer is no longer wanted. */
  abandon(reason: Error | undefined): void {
    if (this.streamId === -1) return;
    const { streamId } = this;
    this.streamId = -1;
    this.endedAt = nowMs();
    this.isAbandoned = true;
    this.error = reason;
    this.connection.abandon(streamId);
    this.observation?.end(this);
  }

  /**
   * The request has settled: what is left is the record of it, which a user may keep in a result or an error for as long as he
   * likes. It must keep neither the parameters nor the connection alive.
   */
  release(): void {
    this.#owner = settled;
    this.node = undefined as unknown as Node;
    this.connection = undefined as unknown as Connection;
    this.rowDecoder = undefined;
    this.observation = undefined;
  }
}
