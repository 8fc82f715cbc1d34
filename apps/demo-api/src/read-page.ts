// Reads one page of a statement, for clients that continue with a cursor.
import {
  errorCode,
  QueryError,
  type AsyncCassandraSession,
  type BoundStatement,
  type Page,
} from '@async-cassandra/core';
import { BadRequestException } from '@nestjs/common';

export interface PageRequest {
  readonly limit: number;
  readonly pagingState?: string | null;
}

/** @throws BadRequestException when the paging state does not belong to this statement and its parameters. */
export async function readPage<R>(
  session: AsyncCassandraSession,
  statement: BoundStatement<R>,
  { limit, pagingState }: PageRequest,
): Promise<Page<R>> {
  try {
    return await session.executePage(statement, undefined, { fetchSize: limit, pagingState });
  } catch (error) {
    if (error instanceof QueryError && error.code === errorCode.invalidPagingState) throw invalidCursor(error);
    throw error;
  }
}

export const invalidCursor = (cause?: unknown): BadRequestException =>
  new BadRequestException('The cursor does not belong to this list', { cause });
