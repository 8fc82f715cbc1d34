// Where a list of readings goes on: in which day, and where in that day. Opaque to clients, safe in a URL.
import { types } from '@async-cassandra/core';
import { invalidCursor } from '../read-page';

export interface ReadingsCursor {
  readonly day: types.LocalDate;
  /** Null: the day has not been begun. */
  readonly pagingState: string | null;
}

export function encodeCursor({ day, pagingState }: ReadingsCursor): string {
  return Buffer.from(JSON.stringify([day.toString(), pagingState])).toString('base64url');
}

/** @throws BadRequestException */
export function decodeCursor(text: string): ReadingsCursor {
  try {
    const [day, pagingState] = JSON.parse(Buffer.from(text, 'base64url').toString()) as [string, unknown];
    if (pagingState !== null && typeof pagingState !== 'string') throw invalidCursor();
    return { day: types.LocalDate.fromString(day), pagingState };
  } catch (error) {
    throw invalidCursor(error);
  }
}
