import { UnreadableAnswerError } from '../../errors/unreadable-answer-error';
import type { ByteReader } from '../byte-reader';
import type { ColumnSpec } from '../data-type';
import type { ResponseExtras } from './response-extras';
import { decodeColumnCount, decodeColumns, metadataFlag } from './result-metadata';

const noMetadataId = Buffer.alloc(0);

/** The description of a prepared statement, for EXECUTE (v4 and v5 spec, section 4.2.5.4). */
export interface PreparedResponse {
  readonly kind: 'prepared';
  readonly id: Buffer;
  /** Empty in v4, which has no such id. */
  readonly resultMetadataId: Buffer;
  /** The flags of the variables, a signed number of 32 bits: a server's extensions may add their own. */
  readonly flags: number;
  readonly variables: readonly ColumnSpec[];
  /** The indexes of the variables that form the partition key, in its order; empty if the variables do not contain the whole key. */
  readonly partitionKeyIndexes: number[];
  /** Null if the statement returns no rows, or the server does not know the columns yet. */
  readonly resultColumns: readonly ColumnSpec[] | null;
  readonly extras?: ResponseExtras;
}

export function decodePrepared(
  reader: ByteReader,
  extras: ResponseExtras | undefined,
  version: number,
): PreparedResponse {
  const id = Buffer.from(reader.shortBytes('the id of a prepared statement'));
  const resultMetadataId = version < 5 ? noMetadataId : Buffer.from(reader.shortBytes('the id of the result metadata'));

  const flags = reader.int32('the flags of the variables');
  const variableCount = decodeColumnCount(reader, flags);
  const partitionKeyIndexes: number[] = [];
  for (let left = reader.count('the size of the partition key', 2); left > 0; left--) {
    const index = reader.uint16('the index of a partition key column');
    if (index >= variableCount) {
      throw new UnreadableAnswerError(
        `A partition key column is variable ${index} of a statement that has ${variableCount}`,
      );
    }
    partitionKeyIndexes.push(index);
  }
  const variables = decodeColumns(reader, flags, variableCount);

  const resultFlags = reader.int32('the flags of the result metadata');
  const resultCount = decodeColumnCount(reader, resultFlags);
  if (resultFlags & metadataFlag.hasMorePages) reader.bytes('a paging state');
  if (resultFlags & metadataFlag.metadataChanged) reader.shortBytes('a new metadata id');
  const resultColumns = resultFlags & metadataFlag.noMetadata ? null : decodeColumns(reader, resultFlags, resultCount);
  return { kind: 'prepared', id, resultMetadataId, flags, variables, partitionKeyIndexes, resultColumns, extras };
}
