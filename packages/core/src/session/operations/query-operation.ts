import { crc32 } from 'node:zlib';
import type { CallSite } from '../../errors/call-site';
import type { RowDecoder } from '../../codec/row-decoder';
import { Query } from '../../protocol/requests/query';
import {
  isReadKind,
  mayBeConditional,
  needsNoKeyspace,
  statementKind,
  type StatementKind,
} from '../../statement/cql-scanner';
import { writeKindOf, type WriteKind } from '../../statement/write-kind';
import type { NewTexts } from '../../statement/new-texts';
import type { MessageOptions, Operation } from './operation';

/** Executes a text without parameters: QUERY. */
export class QueryOperation implements Operation {
  readonly #texts: NewTexts;
  readonly #call: CallSite | undefined;
  readonly kind = 'simple';
  readonly queryType = 'simple';
  readonly parametersCount = 0;
  readonly isRead: boolean;
  readonly mayBeConditional: boolean;
  readonly needsTimestamp: boolean;
  readonly isTransaction: boolean;
  readonly #needsNoKeyspace: boolean;
  readonly keyspace = undefined;
  readonly rowDecoder: RowDecoder | undefined = undefined;

  constructor(
    readonly query: string,
    readonly isIdempotent: boolean | undefined,
    texts: NewTexts,
    call: CallSite | undefined,
    kind: StatementKind = statementKind(query),
  ) {
    this.#texts = texts;
    this.#call = call;

    this.isRead = isReadKind(kind);
    this.mayBeConditional = mayBeConditional(kind);
    this.#needsNoKeyspace = kind === 'schema' && needsNoKeyspace(query);
    this.needsTimestamp = !this.isRead && kind !== 'schema';
    this.isTransaction = kind === 'transaction';
  }

  get isConditional(): boolean {
    return this.mayBeConditional && this.writeKind === 'conditional';
  }

  get writeKind(): WriteKind {
    return writeKindOf(this.query);
  }

  message(options: MessageOptions): Query {
    const { settings, consistency, pagingState, timestamp } = options;
    return new Query(this.query, {
      consistency,
      pageSize: settings.fetchSize,
      pagingState,
      serialConsistency: settings.serialConsistency,
      timestamp,
      keyspace: this.connectionKeyspace(options),
      nowInSeconds: settings.nowInSeconds,
    });
  }

  /** In v5 the keyspace belongs to the request. The server refuses a keyspace that does not exist, whatever the statement. */
  connectionKeyspace({ settings, keyspace }: MessageOptions): string | undefined {
    return this.#needsNoKeyspace ? settings.keyspace : keyspace;
  }

  snapshotValues(): void {}

  disownValues(): void {}

  token(): undefined {
    return undefined;
  }

  routingKey(): undefined {
    return undefined;
  }

  fingerprint(): number {
    return crc32(this.query);
  }

  findPrepared(): undefined {
    return undefined;
  }

  findOutdated(): undefined {
    return undefined;
  }

  onFailed(error: Error): void {
    this.#texts.delete(this.query);
    this.#call?.applyTo(error);
  }

  onResultChanged(): void {}
}
