// The pages of a statement, across the errors that the caller wants to be resumed from: each page once, in order.
import { StreamError, type ExecutableStatement, type Session, type StatementParameters } from '@async-cassandra/core';
import { delayOf, type RowsOptions } from './rows-options';
import { delay } from './timers';

/** One page of rows, never empty, and where the next one begins. */
export interface WalkedPage<R> {
  readonly rows: R[];
  readonly pagingState: string | null;
  /** From 1, over all resumptions; empty pages count. */
  readonly pageNumber: number;
}

export interface PageWalk<R> {
  readonly session: Session;
  readonly statement: ExecutableStatement<R>;
  readonly parameters: StatementParameters | undefined;
  readonly options: RowsOptions;
  /** Ends the walk: the page in flight is given up. */
  readonly signal: AbortSignal;
}

/** Leaving the loop closes the stream. */
export async function* walkPages<R>({
  session,
  statement,
  parameters,
  options,
  signal,
}: PageWalk<R>): AsyncGenerator<WalkedPage<R>, undefined> {
  const { resumeOnError, streamConfig, ...execute } = options;
  const own = execute.signal === undefined ? signal : AbortSignal.any([signal, execute.signal]);
  let pagingState = streamConfig?.pagingState ?? execute.pagingState ?? null;
  let pagesBefore = 0;
  let failures = 0;
  for (;;) {
    let pageNumber = 0;
    try {
      const stream = await session.executeStream<R>(statement, parameters, {
        ...execute,
        signal: own,
        // Nothing is asked for ahead: `take(n)` must not start a page that nobody wants.
        streamConfig: {
          prefetch: 0,
          ...streamConfig,
          pagingState,
          maxPages: remaining(streamConfig?.maxPages, pagesBefore),
        },
      });
      for await (const rows of stream.pages()) {
        failures = 0;
        pageNumber = stream.pageNumber;
        pagingState = stream.pagingState;
        yield { rows, pagingState, pageNumber: pagesBefore + pageNumber };
      }
      return;
    } catch (error) {
      failures++;
      if (resumeOnError === undefined || own.aborted || failures > resumeOnError.count) throw error;
      // Empty pages that came before the error need not be asked for again.
      if (error instanceof StreamError && error.pageNumber !== undefined) {
        pagingState = error.pagingState;
        pageNumber = error.pageNumber - 1;
      }
      pagesBefore += pageNumber;
      await delay(delayOf(resumeOnError, failures), undefined, { signal: own });
    }
  }
}

function remaining(maxPages: number | undefined, pagesBefore: number): number | undefined {
  return maxPages === undefined ? undefined : maxPages - pagesBefore;
}
