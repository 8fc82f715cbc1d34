// The error for a value that cannot be decoded, whatever the decoding threw.
import type { ColumnSpec } from '../protocol/data-type';
import { ProtocolError } from '../errors/protocol-error';
import { isError, isInstance } from '../errors/thrown';
import { UnreadableAnswerError } from '../errors/unreadable-answer-error';
import { FailedConversion } from './failed-conversion';
import { cqlTypeName } from './type-name';

/** A tuple or a vector can have a name of any length. */
const longestTypeName = 200;

export function malformedColumn(column: ColumnSpec, error: unknown): UnreadableAnswerError {
  const type = cqlTypeName(column.type);
  const shown = type.length > longestTypeName ? `${type.slice(0, longestTypeName)}...` : type;
  return malformed(`Column "${column.name}" (${shown})`, error);
}

/** Repeats only messages that are known to contain no value; the message of a value class or of a user's class may contain one. */
export function malformed(subject: string, error: unknown): UnreadableAnswerError {
  return new UnreadableAnswerError(`${subject} cannot be read: ${reasonOf(error)}`, {
    cause: isInstance(error, FailedConversion) ? (error.cause ?? error) : error,
  });
}

function reasonOf(error: unknown): string {
  if (error === null) return 'it passes the end of the rows';
  if (isInstance(error, ProtocolError) || isInstance(error, FailedConversion)) return error.message;
  return `the class of its value refused it (${nameOfThrown(error)})`;
}

/** The name of what was thrown, without its message. */
export function nameOfThrown(error: unknown): string {
  try {
    return isError(error) ? String(error.name) : typeof error;
  } catch {
    return 'Error';
  }
}
