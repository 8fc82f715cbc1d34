// The action of a request: execute a text, a prepared statement or a batch, or prepare a text. A request gets a new
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

/** The values that a request keeps over its attempts. */
export interface MessageOptions {
  readonly settings: RequestSettings;
  /** The consistency level. May differ from the settings after a retry. */
  readonly consistency: number;
  readonly pagingState: Buffer | null;
  /** The same for every attempt, so that a repeated write writes the same cell. */
  readonly timestamp: Timestamp | null | undefined;
  /** The keyspace of the settings, or of the session. */
  readonly keyspace: string | undefined;
}

export interface Operation {
  readonly kind: ExecutionDescription['kind'];
  /** The kind of request, as metrics and spans name it. */
  readonly queryType: QueryType;
  /** The number of parameters of all statements. */
  readonly parametersCount: number;
  readonly query: string | readonly string[];
  readonly batchType?: ExecutionDescription['batchType'];
  /** Whether the operation only reads: then it may move to another node after any failure. */
  readonly isRead: boolean;
  readonly isIdempotent: boolean | undefined;
  /** Computed on each access: read only after a failure. */
  readonly writeKind: WriteKind;
  /** Whether the answer may hold the result of a condition. */
  readonly mayBeConditional: boolean;
  /** Whether the text has a condition, which Paxos decides. */
  readonly isConditional: boolean;
  /** Whether the text is `BEGIN TRANSACTION ...`. */
  readonly isTransaction: boolean;
  /** The keyspace of the table, if known. */
  readonly keyspace: string | undefined;
  /** The table whose partition key is known. */
  readonly table?: string | undefined;
  /** Whether the operation writes cells, which need a timestamp. */
  readonly needsTimestamp: boolean;
  message(options: MessageOptions): Request;
  /** Protocol v4: the keyspace in which the connection must be. */
  connectionKeyspace(options: MessageOptions): string | undefined;
  /** Copies the values of an operation that has to wait, so that the caller cannot change them meanwhile. */
  snapshotValues(): void;
  /** Called if nothing was sent: a rejected promise among the values must not end the process. */
  disownValues(): void;
  /** The decoder of rows whose answer does not describe them, for the last message. */
  readonly rowDecoder: RowDecoder | undefined;
  /** Returns the token of the partition key, when it is known. */
  token(): TokenHalves | undefined;
  /** Returns the encoded partition key, when it is known. */
  routingKey(): Buffer | undefined;
  /** Returns a hash of the text and its values, which a paging state is bound to. */
  fingerprint(): number;
  /** Returns the prepared text with this id. */
  findPrepared(id: Buffer): PreparedQuery | undefined;
  /** Returns a prepared text that a schema change has made outdated, or undefined. */
  findOutdated(): PreparedQuery | undefined;
  /** Called when the request ends with this error. */
  onFailed(error: Error): void;
  /** Called when the server sent new metadata for the rows. */
  onResultChanged(resultMetadataId: Buffer, rowDecoder: RowDecoder): void;
}
