// The position in a list of readings: a day and a position in that day. Opaque to clients, safe in a URL.
import { types } from '@async-cassandra/core';
import { invalidCursor } from '../read-page';

export interface ReadingsCursor {
  readonly day: types.LocalDate;
  /** Null: the start of the day. */
  readonly pagingState: string | null;
}

export function encodeCursor({ day, pagingState }: ReadingsCursor): string {
  return Buffer.from(JSON.stringify([day.toString(), pagingState])).toString('base64url');
}

/** @throws BadRequestException for a text that is not a cursor. */
export function decodeCursor(text: string): ReadingsCursor {
  try {
    const [day, pagingState] = JSON.parse(Buffer.from(text, 'base64url').toString()) as [string, unknown];
    if (pagingState !== null && typeof pagingState !== 'string') throw invalidCursor();
    return { day: types.LocalDate.fromString(day), pagingState };
  } catch (error) {
    throw invalidCursor(error);
  }
}
