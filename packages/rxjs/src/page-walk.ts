// The rows of a statement, each row once and in order, also across errors from which the walk resumes.
import {
  errorCode,
  StreamError,
  type AsyncStreamingResultSet,
  type ExecutableStatement,
  type Session,
  type StatementParameters,
  type StreamOptions,
  type Row,
  type StreamPosition,
} from '@async-cassandra/core';
import { delayOf, type RowsOptions } from './rows-options';
import { delay, nowMs } from './timers';

/** The rows of one page, at least one, and the paging state of the next page. */
export interface ObservedPage<R = Row> {
  readonly rows: R[];
  /** Opaque: give it as `pagingState` with the same statement and parameters. Null after the last page. */
  readonly pagingState: string | null;
  /** Numbered from 1, across resumptions; empty pages count. */
  readonly pageNumber: number;
}

export interface PageWalk<R> {
  readonly session: Session;
  readonly statement: ExecutableStatement<R>;
  readonly parameters: StatementParameters | undefined;
  readonly options: RowsOptions;
  /** Ends the walk: the page in flight is abandoned. */
  readonly signal: AbortSignal;
}

/** The progress of the walk when it opens a stream. */
interface Progress {
  readonly rows: number;
  readonly pages: number;
  /** Milliseconds since the start of the walk. */
  readonly elapsedMs: number;
  /** The position where the last stream failed; for the first one, the position that the caller gave. */
  readonly resume: StreamPosition | undefined;
  readonly isFirst: boolean;
}

/** Walks whole pages. Leaving the loop closes the stream. */
export function walkPages<R>(walk: PageWalk<R>): AsyncGenerator<ObservedPage<R>, undefined> {
  return walkStreams(walk, (stream) => stream.pages());
}

/** Walks parts of pages, including the rows before one that cannot be read. Leaving the loop closes the stream. */
export function walkChunks<R>(walk: PageWalk<R>): AsyncGenerator<ObservedPage<R>, undefined> {
  return walkStreams(walk, (stream) => stream.chunks());
}

async function* walkStreams<R>(
  { session, statement, parameters, options, signal }: PageWalk<R>,
  take: (stream: AsyncStreamingResultSet<R>) => AsyncIterable<R[]>,
): AsyncGenerator<ObservedPage<R>, undefined> {
  const { resumeOnError, ...own } = options;
  const either = own.signal === undefined ? signal : AbortSignal.any([signal, own.signal]);
  const startedAt = nowMs();
  let resume: StreamPosition | undefined = own.resume;
  let pages = 0;
  let rows = 0;
  let failures = 0;
  for (;;) {
    let stream: AsyncStreamingResultSet<R> | undefined;
    try {
      const limits = streamOptions(own, {
        rows,
        pages,
        elapsedMs: nowMs() - startedAt,
        resume,
        isFirst: resume === own.resume,
      });
      stream = await session.executeStream<R>(statement, parameters, { ...limits, signal: either });
      for await (const taken of take(stream)) {
        failures = 0;
        rows += taken.length;
        yield { rows: taken, pagingState: stream.pagingState, pageNumber: pages + stream.pageNumber };
      }
      return;
    } catch (error) {
      failures++;
      if (resumeOnError === undefined || either.aborted || failures > resumeOnError.count) throw error;
      // If an open stream fails with any other error than a StreamError, its time is used up.
      const isOver = stream !== undefined && !(error instanceof StreamError);
      if (isOver || hasTooManyRows(error) || rows === own.maxRows) throw error;
      if (error instanceof StreamError) {
        resume = error;
        pages += error.pageNumber! - 1;
      }
      await delay(delayOf(resumeOnError, failures), undefined, { signal: either });
    }
  }
}

/** Returns the rest of each limit: a limit applies to the whole walk, whatever the number of its streams. */
function streamOptions(
  { streamConfig, ...execute }: Omit<RowsOptions, 'resumeOnError'>,
  { rows, pages, elapsedMs, resume, isFirst }: Progress,
): StreamOptions {
  const { maxPages, timeoutMs, pagingState = execute.pagingState } = streamConfig ?? {};
  return {
    ...execute,
    maxRows: execute.maxRows === undefined ? undefined : execute.maxRows - rows,
    resume,
    pagingState: undefined,
    // No prefetch: `take(n)` must not request a page that nobody needs.
    streamConfig: {
      prefetch: 0,
      ...streamConfig,
      maxPages: maxPages === undefined ? undefined : maxPages - pages,
      timeoutMs: timeoutMs === undefined ? undefined : Math.max(timeoutMs - elapsedMs, 1),
      pagingState: isFirst ? pagingState : undefined,
    },
  };
}

function hasTooManyRows(error: unknown): boolean {
  const cause = error instanceof StreamError ? (error.cause as { code?: unknown } | undefined) : undefined;
  return cause?.code === errorCode.tooManyRows;
}
