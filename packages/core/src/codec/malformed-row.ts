import type { ColumnSpec } from '../protocol/data-type';
import { ProtocolError } from '../errors/protocol-error';
import { cqlTypeName } from './type-name';

/** What a row decoder throws, whatever the reading of a value threw: a value class that refuses the bytes, or a Buffer's RangeError. */
export function malformedColumn(column: ColumnSpec, error: unknown): ProtocolError {
  return malformed(`Column "${column.name}" (${cqlTypeName(column.type)})`, error);
}

export function malformed(subject: string, error: unknown): ProtocolError {
  const reason = error instanceof Error ? error.message : String(error);
  return new ProtocolError(`${subject} is malformed: ${reason}`, { cause: error });
}
