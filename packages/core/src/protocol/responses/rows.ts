import { UnreadableAnswerError } from '../../errors/unreadable-answer-error';
import type { ByteReader } from '../byte-reader';
import type { ColumnSpec } from '../data-type';
import { decodeKnownColumns } from './known-columns';
import type { ResponseExtras } from './response-extras';
import { decodeColumnCount, decodeColumns, metadataFlag } from './result-metadata';

/** One page of rows (v5 spec, section 4.2.5.2). The rows stay encoded: the codec decodes them. */
export interface RowsResponse {
  readonly kind: 'rows';
  /** Null if the request skipped the metadata and it has not changed. */
  readonly columns: readonly ColumnSpec[] | null;
  readonly columnCount: number;
  /** Null after the last page. */
  readonly pagingState: Buffer | null;
  /** The id of `columns` if they differ from the columns at the PREPARE: both replace the old ones. */
  readonly newMetadataId: Buffer | null;
  readonly rowCount: number;
  /** The rows are `buffer` from `rowsStart` to `rowsEnd`: a view that keeps the receive buffer alive. */
  readonly buffer: Buffer;
  readonly rowsStart: number;
  readonly rowsEnd: number;
  readonly extras?: ResponseExtras;
}

export function decodeRows(reader: ByteReader, extras: ResponseExtras | undefined, version: number): RowsResponse {
  const flags = reader.int32('the flags of the metadata');
  const columnCount = decodeColumnCount(reader, flags);
  let pagingState: Buffer | null = null;
  let newMetadataId: Buffer | null = null;
  let columns: readonly ColumnSpec[] | null = null;
  // In v4 requests never skip the metadata: there is no id of the columns of these rows.
  if (version < 5 && flags & metadataFlag.noMetadata && columnCount > 0) {
    throw new UnreadableAnswerError('The answer has rows but does not describe their columns');
  }
  if (flags !== metadataFlag.noMetadata) {
    if (flags & metadataFlag.hasMorePages) {
      const bytes = reader.bytes('the paging state');
      pagingState = bytes && Buffer.from(bytes);
    }
    if (flags & metadataFlag.metadataChanged) newMetadataId = Buffer.from(reader.shortBytes('the new metadata id'));
    if ((flags & metadataFlag.noMetadata) === 0) {
      columns =
        version < 5 ? decodeKnownColumns(reader, flags, columnCount) : decodeColumns(reader, flags, columnCount);
    }
  }
  const rowCount = reader.int32('the number of rows');
  const { buffer, position: rowsStart, end: rowsEnd } = reader;
  // Each value has at least the 4 bytes of its length: a count that exceeds the message must not cause an allocation.
  if (rowCount < 0 || (rowCount > 0 && (columnCount === 0 || rowCount * columnCount * 4 > rowsEnd - rowsStart))) {
    throw new UnreadableAnswerError(
      `${rowCount} rows of ${columnCount} columns cannot be in the ${rowsEnd - rowsStart} bytes that are left`,
    );
  }
  return {
    kind: 'rows',
    columns,
    columnCount,
    pagingState,
    newMetadataId,
    rowCount,
    buffer,
    rowsStart,
    rowsEnd,
    extras,
  };
}
