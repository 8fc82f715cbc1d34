// The execution info of one request. The attempts are kept as they are, and described on demand.
import { Uuid } from '../driver/values';
import type { ExecutionAttempt, ExecutionInfo } from '../errors/execution-info';
import type { ResponseExtras } from '../protocol/responses/response-extras';

/** The record of one send to one node. */
export interface AttemptRecord {
  /** The endpoint of the node. */
  readonly endpoint: string;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly error: Error | undefined;
  /** Whether the attempt was abandoned before an answer came. */
  readonly isAbandoned: boolean;
  readonly requestBytes: number;
  readonly responseBytes: number;
}

export class RequestExecutionInfo implements ExecutionInfo {
  readonly #attempts: readonly AttemptRecord[];
  readonly #answered: AttemptRecord | undefined;
  readonly #extras: ResponseExtras | undefined;
  readonly consistency: number | undefined;
  readonly speculativeExecutions: number;
  readonly schemaInAgreement: boolean | undefined;
  /** Set on errors only: results need not carry it. */
  declare nodesExhausted?: boolean;

  constructor(
    attempts: readonly AttemptRecord[],
    extras: ResponseExtras | undefined,
    consistency: number | undefined,
    speculativeExecutions = 0,
    schemaInAgreement?: boolean,
    answered?: AttemptRecord,
  ) {
    this.#attempts = attempts;
    this.#answered = answered;
    this.#extras = extras;
    this.consistency = consistency;
    this.speculativeExecutions = speculativeExecutions;
    this.schemaInAgreement = schemaInAgreement;
  }

  get coordinator(): string | undefined {
    return this.#answered?.endpoint;
  }

  get attempts(): readonly ExecutionAttempt[] {
    return this.#attempts.map(describeAttempt);
  }

  get warnings(): readonly string[] {
    return this.#extras?.warnings ?? [];
  }

  get customPayload(): Readonly<Record<string, Buffer | null>> | undefined {
    return this.#extras?.customPayload;
  }

  get traceId(): Uuid | undefined {
    const id = this.#extras?.tracingId;
    return id === undefined ? undefined : new Uuid(id);
  }

  get requestBytes(): number {
    return this.#attempts.reduce((sum, { requestBytes }) => sum + requestBytes, 0);
  }

  get responseBytes(): number {
    return this.#attempts.reduce((sum, { responseBytes }) => sum + responseBytes, 0);
  }

  /** Returns all fields, with errors as name, code and message. */
  toJSON(): object {
    return {
      coordinator: this.coordinator,
      attempts: this.attempts.map(({ error, ...attempt }) =>
        error === undefined ? attempt : { ...attempt, error: describeError(error) },
      ),
      speculativeExecutions: this.speculativeExecutions,
      consistency: this.consistency,
      warnings: this.warnings,
      customPayload: this.customPayload,
      traceId: this.traceId,
      requestBytes: this.requestBytes,
      responseBytes: this.responseBytes,
      schemaInAgreement: this.schemaInAgreement,
      nodesExhausted: this.nodesExhausted,
    };
  }
}

function describeError(error: Error): object {
  const { name, message } = error;
  return { name, code: (error as { code?: unknown }).code, message };
}

function describeAttempt({ endpoint, startedAt, endedAt, error, isAbandoned }: AttemptRecord): ExecutionAttempt {
  const outcome = isAbandoned ? 'abandoned' : (error?.name ?? 'success');
  const attempt = { node: endpoint, durationMs: endedAt - startedAt, outcome };
  return error === undefined ? attempt : { ...attempt, error };
}
