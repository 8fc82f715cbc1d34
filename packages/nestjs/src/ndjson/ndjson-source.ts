import type { Observable } from 'rxjs';

/** Values in the order of their lines, taken on demand: for example the results of `executeStream` and `scanTable`. */
export type NdjsonValues = AsyncIterable<unknown> | Iterable<object>;

/**
 * The result of a handler with `@NdjsonStream()`: values, or a function that returns values or an Observable. The function is called
 * once; its signal aborts when the client disconnects or the application shuts down.
 */
export type NdjsonSource =
  | NdjsonValues
  | ((signal: AbortSignal) => NdjsonValues | Observable<unknown> | Promise<NdjsonValues | Observable<unknown>>);
