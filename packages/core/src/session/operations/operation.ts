// What a request does: run a text, run a prepared statement, run a batch, or prepare a text. A request asks it for a
// message for every attempt, because a prepared statement's ids may have changed since the last one.
import type { RowDecoder } from '../../codec/row-decoder';
import type { QueryType } from '../../observability/channels/messages';
import type { ExecutionDescription } from '../../policies/execution-description';
import type { TokenHalves } from '../../policies/query-plan';
import type { Request } from '../../protocol/requests/request';
import type { Timestamp } from '../../protocol/requests/query-parameters';
import type { PreparedQuery } from '../../statement/prepared-query';
import type { WriteKind } from '../../statement/write-kind';
import type { RequestSettings } from '../request/request-settings';

/** What the request decided for itself and keeps over its attempts. */
export interface MessageOptions {
  readonly settings: RequestSettings;
  /** May differ from the settings' after a retry. */
  readonly consistency: number;
  readonly pagingState: Buffer | null;
  /** The same for every attempt, so that a repeated write writes the same cell. */
  readonly timestamp: Timestamp | null | undefined;
  /** The settings' or the session's. */
  readonly keyspace: string | undefined;
}

export interface Operation {
  readonly kind: ExecutionDescription['kind'];
  /** How metrics and spans call it. */
  readonly queryType: QueryType;
  /** Of all its statements. */
  readonly parametersCount: number;
  readonly query: string | readonly string[];
  readonly batchType?: ExecutionDescription['batchType'];
  /** Whether it only reads, so that it may move to another node whatever happened. */
  readonly isRead: boolean;
  readonly isIdempotent: boolean | undefined;
  /** Worked out each time: asked only when something failed. */
  readonly writeKind: WriteKind;
  /** Whether its answer may be that of a condition. */
  readonly mayBeConditional: boolean;
  /** The keyspace of its table, where it is known. */
  readonly keyspace: string | undefined;
  /** Whether it writes cells, which need a timestamp. */
  readonly needsTimestamp: boolean;
  message(options: MessageOptions): Request;
  /** Protocol v4: the keyspace that the connection has to be in which runs it. */
  connectionKeyspace(options: MessageOptions): string | undefined;
  /** It has to wait: what holds bytes or other values is copied, so that nobody changes it meanwhile. */
  snapshotValues(): void;
  /** Nothing of it was sent: a promise among its values, should it be rejected, must not end the process. */
  disownValues(): void;
  /** What decodes the rows of an answer that describes none; of the message made last. */
  readonly rowDecoder: RowDecoder | undefined;
  /** The token of its partition key, when it is known. */
  token(): TokenHalves | undefined;
  /** The encoded partition key, when it is known. */
  routingKey(): Buffer | undefined;
  /** Of the text and its values: what a paging state is bound to. */
  fingerprint(): number;
  /** The one of its prepared texts that has this id. */
  findPrepared(id: Buffer): PreparedQuery | undefined;
  /** One of its prepared texts that the schema has changed under, or undefined. */
  findOutdated(): PreparedQuery | undefined;
  /** The request ends with this error. */
  onFailed(error: Error): void;
  /** The server described the rows anew. */
  onResultChanged(resultMetadataId: Buffer, rowDecoder: RowDecoder): void;
}
