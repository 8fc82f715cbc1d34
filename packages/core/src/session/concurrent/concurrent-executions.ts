// Executes statement after statement, several at once, with backpressure from the consumer of the outcomes:
//
//   parameters --pull--> [ begun, not yet taken: at most `concurrency` ] --in order--> the consumer
//
// So neither requests nor outcomes that wait for slower ones before them can pile up.
import type { Row } from '../../codec/row';
import { driverNamesOfCalls } from '../../options/driver-names';
import { callback, isObject, trueOrFalse, wholeNumber } from '../../options/option-checks';
import { completeOptions, option, optionBag, type TableOf } from '../../options/option-table';
import type { AsyncResultSet } from '../../result/async-result-set';
import { guardCallback, isThenable, onRejected } from '../../waiting/guard-callback';
import { offAbort, onAbort, reasonOf } from '../../waiting/on-abort';
import { withDeadline } from '../../waiting/with-deadline';
import { executeTable, type ExecuteOptions } from '../../statement/execute-options';

/** The options of `executeConcurrent`. The options of `execute` hold for each request. */
export interface ConcurrentOptions extends ExecuteOptions {
  /** The most requests in flight, including outcomes that have not been taken. Default: 100. */
  readonly concurrency?: number | undefined;
  /** Ends with the outcome of the first request that fails: no request is started after it. Default: false. */
  readonly stopOnError?: boolean | undefined;
  /** Called after each request. An error that it throws is reported as a process warning. */
  readonly onProgress?: ((progress: ConcurrentProgress) => void) | undefined;
}

export const concurrentBag = optionBag(
  'executeConcurrent',
  {
    ...executeTable,
    concurrency: option(wholeNumber(1, 0x7fff_ffff), 100),
    stopOnError: option(trueOrFalse, false),
    onProgress: option(callback<NonNullable<ConcurrentOptions['onProgress']>>()),
  } satisfies TableOf<ConcurrentOptions>,
  { ...driverNamesOfCalls, raiseOnFirstError: "give 'stopOnError'" },
);

/** The progress of `executeConcurrent`. */
export interface ConcurrentProgress {
  /** Requests that have ended, with or without an error. */
  readonly completed: number;
  /** Requests that ended with an error. */
  readonly failed: number;
}

/** How one request ended; `index` counts the parameters from 0. */
export type ConcurrentOutcome<R = Row> =
  | { readonly index: number; readonly result: AsyncResultSet<R>; readonly error?: undefined }
  | { readonly index: number; readonly error: unknown; readonly result?: undefined };

type Step<R> = IteratorResult<ConcurrentOutcome<R>, undefined>;

interface Begun<R> {
  readonly index: number;
  outcome: ConcurrentOutcome<R> | undefined;
}

interface Waiter<R> {
  readonly resolve: (step: Step<R>) => void;
  readonly reject: (error: unknown) => void;
}

/** How long the end waits for `return()` of the source, if the requests have no time limit. */
const defaultReleaseMs = 10_000;

export class ConcurrentExecutions<R, P>
  implements AsyncIterableIterator<ConcurrentOutcome<R>, undefined>, AsyncDisposable
{
  /** Absent after the end, as is the source: who keeps the iterator keeps no parameters. */
  #execute: ((parameters: P) => Promise<AsyncResultSet<R>>) | undefined;
  #parameters: Iterator<P> | AsyncIterator<P> | undefined;
  readonly #isAsync: boolean;
  readonly #concurrency: number;
  readonly #stopOnError: boolean;
  readonly #onProgress: ConcurrentOptions['onProgress'];
  readonly #signal: AbortSignal | undefined;
  readonly #timeoutMs: number;
  readonly #onAbort = (): void => this.#end({ error: reasonOf(this.#signal!) });
  /** Requests that were started and whose outcome was not taken, in order. */
  #begun: Begun<R>[] = [];
  #waiting: Waiter<R>[] = [];
  #count = 0;
  #completed = 0;
  #failed = 0;
  #isPulling = false;
  /** No further request is started: the source has ended or failed, or a request failed. */
  #sourceEnded = false;
  #isSourceOver = false;
  /** The error of the source: thrown after the outcomes of the requests before it. */
  #sourceFailure: { readonly error: unknown } | undefined = undefined;
  /** The promise of the source's `return()`: the last step waits for it. */
  #released: Promise<unknown> | undefined = undefined;
  /** The end of the iteration, with its error if it failed. */
  #outcome: { readonly error?: unknown } | undefined = undefined;

  constructor(
    execute: (parameters: P) => Promise<AsyncResultSet<R>>,
    parameters: Iterable<P> | AsyncIterable<P>,
    options: ConcurrentOptions,
  ) {
    const { concurrency, stopOnError, onProgress, signal, timeoutMs } = completeOptions(concurrentBag, options);
    this.#execute = execute;
    this.#isAsync = Symbol.asyncIterator in parameters;
    this.#parameters = iteratorOf(parameters);
    this.#concurrency = concurrency;
    this.#stopOnError = stopOnError;
    this.#onProgress = onProgress;
    this.#signal = signal;
    this.#timeoutMs = timeoutMs || defaultReleaseMs;
    onAbort(signal, this.#onAbort);
  }

  next(): Promise<Step<R>> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#serve();
    });
  }

  /** Starts no more requests. Those in flight run to their end, unless the signal is aborted. */
  return(): Promise<Step<R>> {
    this.#end({});
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#dismiss({});
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #serve(): void {
    while (this.#waiting.length > 0 && this.#outcome === undefined) {
      const outcome = this.#begun[0]?.outcome;
      if (outcome === undefined) break;
      this.#begun.shift();
      this.#waiting.shift()!.resolve({ done: false, value: outcome });
      if ('error' in outcome && this.#stopOnError) this.#end({});
    }
    if (this.#outcome === undefined) this.#beginMore();
    if (this.#sourceEnded && this.#begun.length === 0) this.#end(this.#sourceFailure ?? {});
    if (this.#outcome !== undefined) this.#dismiss(this.#outcome);
  }

  #beginMore(): void {
    while (!this.#sourceEnded && !this.#isPulling && this.#begun.length < this.#concurrency) {
      if (this.#isAsync) void this.#pull(this.#parameters as AsyncIterator<P>);
      else this.#take(this.#parameters as Iterator<P>);
    }
  }

  #take(parameters: Iterator<P>): void {
    try {
      const step = parameters.next();
      if (isThenable(step)) {
        onRejected(step, () => {});
        throw new TypeError(
          'The iterator of the parameters gave a promise; an asynchronous one is Symbol.asyncIterator',
        );
      }
      this.#begin(step);
    } catch (error) {
      this.#endSource({ error });
    }
  }

  async #pull(parameters: AsyncIterator<P>): Promise<void> {
    this.#isPulling = true;
    try {
      const step = await parameters.next();
      if (this.#outcome === undefined && !this.#sourceEnded) this.#begin(step);
    } catch (error) {
      this.#endSource({ error });
    }
    this.#isPulling = false;
    this.#serve();
  }

  /** Marks the source as ended: its `return()` is not called. */
  #endSource(failure: { readonly error: unknown } | undefined): void {
    this.#sourceEnded = true;
    this.#isSourceOver = true;
    this.#sourceFailure = failure;
  }

  #begin(step: IteratorResult<P>): void {
    // As a loop does: it would have no end.
    if (!isObject(step)) throw new TypeError('next() of the source of the parameters gave no iterator result');
    if (step.done) {
      this.#endSource(undefined);
      return;
    }
    const begun: Begun<R> = { index: this.#count++, outcome: undefined };
    this.#begun.push(begun);
    this.#executeOne(step.value).then(
      (result) => this.#onEnded(begun, { index: begun.index, result }),
      (error: unknown) => this.#onEnded(begun, { index: begun.index, error }),
    );
  }

  /** Executes one call. An invalid statement or parameter fails this call alone. */
  #executeOne(value: P): Promise<AsyncResultSet<R>> {
    try {
      return this.#execute!(value);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  #onEnded(begun: Begun<R>, outcome: ConcurrentOutcome<R>): void {
    begun.outcome = outcome;
    this.#completed++;
    if ('error' in outcome) {
      this.#failed++;
      if (this.#stopOnError) this.#sourceEnded = true;
    }
    if (this.#outcome !== undefined) return;
    const onProgress = this.#onProgress;
    if (onProgress !== undefined) {
      const progress = { completed: this.#completed, failed: this.#failed };
      guardCallback(onProgress, 'onProgress', () => onProgress(progress));
    }
    this.#serve();
  }

  #end(outcome: { readonly error?: unknown }): void {
    if (this.#outcome !== undefined) return;
    this.#outcome = outcome;
    this.#begun = [];
    offAbort(this.#signal, this.#onAbort);
    this.#released = this.#releaseParameters();
    this.#parameters = undefined;
    this.#execute = undefined;
    this.#dismiss(outcome);
  }

  #dismiss(outcome: { readonly error?: unknown }): void {
    for (const { resolve, reject } of this.#waiting.splice(0)) {
      const released = this.#released;
      const finish = (): void => resolve({ done: true, value: undefined });
      if ('error' in outcome) reject(outcome.error);
      else if (released === undefined) finish();
      else {
        // Thrown to one waiting `next()`, once, as a loop over the source would throw it.
        this.#released = undefined;
        released.then(finish, reject);
      }
    }
  }

  /** Ends the source, which may hold a file or a query open. */
  #releaseParameters(): Promise<unknown> | undefined {
    if (this.#isSourceOver) return undefined;
    const parameters = this.#parameters!;
    const ended = new Promise<unknown>((resolve) => resolve(parameters.return?.()));
    const released = withDeadline(ended, {
      timeoutMs: this.#timeoutMs,
      operation: 'return() of the source of the parameters',
    });
    // An error that ended the iteration wins over an error of `return()`.
    released.catch(() => {});
    return released;
  }
}

function iteratorOf<P>(parameters: Iterable<P> | AsyncIterable<P>): Iterator<P> | AsyncIterator<P> {
  const iterator =
    Symbol.asyncIterator in parameters ? parameters[Symbol.asyncIterator]() : parameters[Symbol.iterator]();
  if (typeof (iterator as Partial<Iterator<P>> | undefined)?.next === 'function') return iterator;
  onRejected(iterator, () => {});
  throw new TypeError('The parameters of executeConcurrent have an iterator without next()');
}
