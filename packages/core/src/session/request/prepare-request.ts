// The request of a PREPARE.
import { UnreadableAnswerError } from '../../errors/unreadable-answer-error';
import type { PreparedResponse } from '../../protocol/responses/prepared';
import type { Response } from '../../protocol/responses/response';
import type { Attempt } from './attempt';
import type { Operation } from '../operations/operation';
import { RequestExecution } from './request-execution';
import type { RequestSettings } from './request-settings';
import type { SessionContext } from '../session-context';

export class PrepareRequest extends RequestExecution {
  readonly promise: Promise<PreparedResponse>;
  #resolve!: (response: PreparedResponse) => void;
  #reject!: (error: unknown) => void;

  constructor(context: SessionContext, operation: Operation, settings: RequestSettings) {
    super(context, operation, settings);
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.start();
  }

  /** A PREPARE has no level. */
  override get localLevel(): undefined {
    return undefined;
  }

  protected override onAnswer(attempt: Attempt, response: Response): void {
    if (response.kind !== 'prepared') {
      throw new UnreadableAnswerError(`${attempt.node.endpoint} answered PREPARE with a ${response.kind} message`);
    }
    this.settle();
    this.#resolve(response);
  }

  protected override onFailure(error: unknown): void {
    this.#reject(error);
  }
}
