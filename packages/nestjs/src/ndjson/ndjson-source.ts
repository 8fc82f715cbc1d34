import type { Observable } from 'rxjs';

/** What gives its values in the order of their lines, when it is asked for them. `executeStream` and `scanTable` give such. */
export type NdjsonValues = AsyncIterable<unknown> | Iterable<object>;

/**
 * What a handler with `@NdjsonStream()` returns: values, or a function that gives them, or an Observable. The function is called
 * once; its signal aborts when the client leaves or the application shuts down.
 */
export type NdjsonSource =
  | NdjsonValues
  | ((signal: AbortSignal) => NdjsonValues | Observable<unknown> | Promise<NdjsonValues | Observable<unknown>>);
