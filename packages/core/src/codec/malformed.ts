import type { ColumnSpec } from '../protocol/data-type';
import { ProtocolError } from '../errors/protocol-error';
import { cqlTypeName } from './type-name';

/** Carries what the constructor of a registered class threw past those who blame the bytes. */
export class UserClassFailure extends Error {}

export function malformedColumn(column: ColumnSpec, error: unknown): unknown {
  return malformed(`Column "${column.name}" (${cqlTypeName(column.type)})`, error);
}

/** What decoding throws, whatever the reading of a value threw: a value class that refuses the bytes, or a Buffer's RangeError. */
export function malformed(subject: string, error: unknown): unknown {
  if (error instanceof UserClassFailure) return error.cause;
  const reason = error instanceof Error ? error.message : 'it passes the end of the rows';
  return new ProtocolError(`${subject} is malformed: ${reason}`, { cause: error });
}
