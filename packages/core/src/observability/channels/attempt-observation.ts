// One attempt of an observed request.
import { guardCallback } from '../../waiting/guard-callback';
import { channels } from './channels';
import { errorTypeOf } from './error-type';
import { spansKey } from './message-keys';
import type { AttemptMessage, ObservedConnection, RequestMessage } from './messages';
import type { ObservedNode } from './observed-node';

/** The state of an attempt, as the session keeps it. */
export interface ObservedAttempt {
  readonly node: ObservedNode;
  readonly connection: ObservedConnection;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly requestBytes: number;
  readonly responseBytes: number;
  readonly error: Error | undefined;
}

export class AttemptObservation implements AttemptMessage {
  readonly request: RequestMessage;
  readonly index: number;
  readonly node: ObservedNode;
  readonly connection: ObservedConnection;
  readonly isSpeculative: boolean;
  readonly requestBytes: number;
  durationMs: number | undefined = undefined;
  responseBytes = 0;
  errorType: string | undefined = undefined;
  declare error?: unknown;
  #spans: unknown = undefined;
  #hasEnded = false;

  constructor(request: RequestMessage, index: number, attempt: ObservedAttempt, isSpeculative: boolean) {
    this.request = request;
    this.index = index;
    this.node = attempt.node;
    this.connection = attempt.connection;
    this.isSpeculative = isSpeculative;
    this.requestBytes = attempt.requestBytes;
    // Publishes both at once, without code in between; a store bound to the channel gets the attempt.
    channels.attempt.start.runStores(this, () => {});
    channels.attempt.end.publish(this);
  }

  get [spansKey](): unknown {
    return this.#spans;
  }

  set [spansKey](spans: unknown) {
    this.#spans = spans;
  }

  /** Leaves out the request, whose attempts contain this object. */
  toJSON(): object {
    const { index, node, isSpeculative, durationMs, requestBytes, responseBytes, errorType } = this;
    return { index, node: node.endpoint, isSpeculative, durationMs, requestBytes, responseBytes, errorType };
  }

  /** Publishes the end of the attempt: its answer arrived, or it was abandoned. Does nothing on a second call. */
  end({ startedAt, endedAt, responseBytes, error }: ObservedAttempt): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    guardCallback(AttemptObservation, 'Keeping a message that a subscriber of the channels has changed', () => {
      this.durationMs = endedAt - startedAt;
      this.responseBytes = responseBytes;
      if (error !== undefined) {
        this.error = error;
        this.errorType = errorTypeOf(error);
      }
    });
    if (error !== undefined) {
      channels.attempt.error.publish(this as AttemptMessage & { error: unknown });
    }
    channels.attempt.asyncStart.publish(this);
    channels.attempt.asyncEnd.publish(this);
  }
}
