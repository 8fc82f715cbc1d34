import { crc32 } from 'node:zlib';
import type { RowDecoder } from '../../codec/row-decoder';
import { ByteWriter } from '../../protocol/byte-writer';
import { Execute } from '../../protocol/requests/execute';
import { mayBeConditional } from '../../statement/cql-scanner';
import { disownAll } from '../../errors/thrown';
import type { PreparedQuery, PreparedState } from '../../statement/prepared-query';
import { writeKindOf, type WriteKind } from '../../statement/write-kind';
import { BoundValues } from './bound-values';
import type { MessageOptions, Operation } from './operation';

/** Executes a prepared statement: EXECUTE. */
export class ExecuteOperation extends BoundValues implements Operation {
  readonly kind = 'prepared';
  readonly queryType = 'prepared';
  /** The state of the last message, which decodes its answer. */
  #state: PreparedState;

  constructor(
    prepared: PreparedQuery,
    values: readonly unknown[],
    readonly isIdempotent: boolean | undefined,
  ) {
    super(prepared, values);
    this.#state = prepared.state;
  }

  get parametersCount(): number {
    return this.values.length;
  }

  get query(): string {
    return this.prepared.query;
  }

  get isRead(): boolean {
    return this.prepared.isRead;
  }

  get writeKind(): WriteKind {
    return writeKindOf(this.query);
  }

  get mayBeConditional(): boolean {
    return mayBeConditional(this.prepared.kind);
  }

  get isConditional(): boolean {
    return this.prepared.isConditional;
  }

  get isTransaction(): boolean {
    return this.prepared.kind === 'transaction';
  }

  get needsTimestamp(): boolean {
    return !this.prepared.isRead;
  }

  get keyspace(): string | undefined {
    return this.#state.variables[0]?.keyspace ?? this.prepared.keyspace;
  }

  get table(): string | undefined {
    return this.#state.variables[0]?.table;
  }

  get rowDecoder(): RowDecoder | undefined {
    return this.#state.rowDecoder;
  }

  message({ settings, consistency, pagingState, timestamp }: MessageOptions): Execute {
    const state = this.prepared.state;
    this.#state = state;
    return new Execute(state.id, state.resultMetadataId, {
      consistency,
      values: this.values,
      encoder: this.encoderFor(state),
      skipMetadata: state.rowDecoder !== undefined,
      pageSize: settings.fetchSize,
      pagingState,
      serialConsistency: settings.serialConsistency,
      timestamp,
      nowInSeconds: settings.nowInSeconds,
    });
  }

  /** The prepared text has its own keyspace, whatever the keyspace of the connection. */
  connectionKeyspace(): undefined {
    return undefined;
  }

  disownValues(): void {
    disownAll(this.values);
  }

  fingerprint(): number {
    const writer = new ByteWriter();
    this.encodeValues(writer);
    return crc32(writer.buffer.subarray(0, writer.position), crc32(this.query));
  }

  findPrepared(id: Buffer): PreparedQuery | undefined {
    return this.#state.id.equals(id) ? this.prepared : undefined;
  }

  findOutdated(): PreparedQuery | undefined {
    return this.prepared.isOutdated ? this.prepared : undefined;
  }

  onFailed(): void {}

  onResultChanged(resultMetadataId: Buffer, rowDecoder: RowDecoder): void {
    this.prepared.replaceResult(resultMetadataId, rowDecoder);
  }
}
