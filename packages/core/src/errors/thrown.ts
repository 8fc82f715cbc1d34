// Looking at what foreign code threw, or gave in place of a value. It may be anything: a proxy that refuses to be looked at, an error
// whose getters throw, an object of another realm. Nothing here throws.
import { isPromise } from 'node:util/types';

export function isError(thrown: unknown): thrown is Error {
  return isInstance(thrown, Error);
}

/** `instanceof`, which asks a proxy for its prototype. */
export function isInstance<T>(thrown: unknown, type: abstract new (...args: never[]) => T): thrown is T {
  try {
    return thrown instanceof type;
  } catch {
    return false;
  }
}

/** A thrown value as text, whatever it is. */
export function textOf(thrown: unknown): string {
  try {
    return String(thrown);
  } catch {
    return 'an object without a text';
  }
}

/** What an error says; of anything else its text. */
export function messageOf(thrown: unknown): string {
  try {
    return thrown instanceof Error ? String(thrown.message) : String(thrown);
  } catch {
    return 'an object without a text';
  }
}

/** For where an Error is needed. */
export function asError(thrown: unknown): Error {
  return isError(thrown) ? thrown : new Error(textOf(thrown), { cause: thrown });
}

/**
 * A promise that is refused in place of a value (an `await` was forgotten) must not end the process besides, should it be rejected. Not
 * for other thenables: some begin their work with the first `then`.
 */
export function disown(value: unknown): void {
  if (!isPromise(value)) return;
  try {
    void Reflect.apply(Promise.prototype.then, value, [undefined, () => {}]);
  } catch {
    // Of a class whose own constructor throws.
  }
}
