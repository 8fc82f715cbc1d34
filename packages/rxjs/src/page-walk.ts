// The rows of a statement, across the errors that the caller wants to be resumed from: each row once, in order.
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

/** Rows of one page, never none, and where the next page begins. */
export interface ObservedPage<R = Row> {
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

/** How far the walk has come when a stream of it is opened. */
interface Progress {
  readonly rows: number;
  readonly pages: number;
  /** Milliseconds since the walk began. */
  readonly elapsedMs: number;
  /** Where the last stream broke off; before the first one, where the caller wants to begin. */
  readonly resume: StreamPosition | undefined;
  readonly isFirst: boolean;
}

/** Whole pages. Leaving the loop closes the stream. */
export function walkPages<R>(walk: PageWalk<R>): AsyncGenerator<ObservedPage<R>, undefined> {
  return walkStreams(walk, (stream) => stream.pages());
}

/** Parts of pages, the rows before one that cannot be read among them. Leaving the loop closes the stream. */
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
      // An open stream that fails with anything but a StreamError has used up its time.
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

/** What is left of each limit: they are for the whole walk, whatever the number of its streams. */
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
    // Nothing is asked for ahead: `take(n)` must not start a page that nobody wants.
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
