// Describes a request: its operation and settings, read by policies, messages and metrics.
import type { RowDecoder } from '../../codec/row-decoder';
import { consistencyName, isSerial, localLevelOf } from '../../driver/consistency';
import { UnreadableAnswerError } from '../../errors/unreadable-answer-error';
import type { ObservedRequest } from '../../observability/channels/messages';
import type { FailedAttempt } from '../../policies/decision';
import { PolicyExecutionOptions } from '../../policies/execution-options';
import type { ExecutionDescription } from '../../policies/execution-description';
import type { PlanRequest, TokenHalves } from '../../policies/query-plan';
import type { Timestamp } from '../../protocol/requests/query-parameters';
import type { ResponseExtras } from '../../protocol/responses/response-extras';
import type { RowsResponse } from '../../protocol/responses/rows';
import { tabletPayloadKey } from '../../routing/tablet-payload';
import type { Attempt } from './attempt';
import type { MessageOptions, Operation } from '../operations/operation';
import type { SessionContext } from '../session-context';
import { BoundedRequest } from './bounded-request';
import { describeRequest } from './describe-request';
import type { RequestSettings } from './request-settings';

export abstract class DescribedRequest extends BoundedRequest implements PlanRequest, MessageOptions {
  readonly settings: RequestSettings;
  timestamp: Timestamp | null | undefined = undefined;
  consistency: number;
  pagingState: Buffer | null = null;
  protected readonly context: SessionContext;
  protected readonly operation: Operation;

  constructor(context: SessionContext, operation: Operation, settings: RequestSettings) {
    super();
    this.context = context;
    this.operation = operation;
    this.settings = settings;
    this.consistency = operation.isTransaction ? settings.transactionConsistency : settings.consistency;
  }

  get keyspace(): string | undefined {
    return this.settings.keyspace ?? this.operation.keyspace ?? this.context.keyspace;
  }

  get table(): string | undefined {
    return this.operation.table;
  }

  get token(): TokenHalves | undefined {
    const { routing } = this.settings;
    return routing === undefined ? this.operation.token() : routing.token;
  }

  /** Called by the pool of a node with shards. */
  tabletShardOn(hostId: string): number | undefined {
    const { tablets } = this.context.replicas;
    if (tablets === undefined) return undefined;
    const { keyspace, table, token } = this;
    if (keyspace === undefined || table === undefined || token === undefined) return undefined;
    const tablet = tablets.find(keyspace, table, token);
    return tablet?.shards[tablet.nodes.findIndex((node) => node.hostId === hostId)];
  }

  /** Keeps what an answer tells of the tablet of this request, which went to another node or shard. */
  protected learnFrom({ customPayload }: ResponseExtras): void {
    const payload = customPayload?.[tabletPayloadKey];
    const { keyspace, table } = this;
    if (!payload || keyspace === undefined || table === undefined) return;
    this.context.replicas.learn(keyspace, table, payload);
  }

  get isConditional(): boolean {
    return isSerial(this.consistency) || this.operation.isConditional;
  }

  get localLevel(): string | undefined {
    const level = localLevelOf(this.consistency, this.settings.serialConsistency, this.operation.isConditional);
    return level === undefined ? undefined : consistencyName(level);
  }

  describe(): ExecutionDescription {
    return describeRequest(this, this.operation);
  }

  // Read by metrics and channels.

  get queryType(): ObservedRequest['queryType'] {
    return this.operation.queryType;
  }

  get query(): ObservedRequest['query'] {
    return this.operation.query;
  }

  get parametersCount(): number {
    return this.operation.parametersCount;
  }

  get fetchSize(): number {
    return this.settings.fetchSize;
  }

  get scope(): ObservedRequest['scope'] {
    return 'all';
  }

  get isIdempotent(): boolean | undefined {
    return this.settings.isIdempotent ?? this.operation.isIdempotent;
  }

  /** Returns the decoder of these rows. New metadata from the server replaces the old one for every user of the prepared statement. */
  protected rowDecoderFor(attempt: Attempt, response: RowsResponse): RowDecoder {
    if (response.columns === null) {
      const { rowDecoder } = attempt;
      if (rowDecoder?.columns.length === response.columnCount) return rowDecoder;
      throw new UnreadableAnswerError(`${attempt.node.endpoint} sent rows without describing their columns`);
    }
    const { codecs, protocolVersion } = this.context;
    // In v4 each answer to a prepared statement describes its rows, mostly the same as the one before.
    if (protocolVersion === 4 && this.operation.kind === 'prepared') return codecs.rowDecoderOfKnown(response.columns);
    const decoder = codecs.rowDecoder(response.columns);
    if (response.newMetadataId !== null) this.operation.onResultChanged(response.newMetadataId, decoder);
    return decoder;
  }

  /** Returns the `info` of a retry policy. `nbRetry` is the number of retries so far. */
  protected operationInfo(nbRetry: number): FailedAttempt['info'] {
    const { query } = this.operation;
    return {
      query: typeof query === 'string' ? query : query.join('; '),
      executionOptions: new PolicyExecutionOptions(this.describe()),
      nbRetry,
    };
  }
}
