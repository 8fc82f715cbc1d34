// Inspects what foreign code threw, or returned in place of a value. It may be anything: a proxy that refuses to be inspected, an error
// whose getters throw, an object of another realm. Nothing here throws.
import { isNativeError, isPromise } from 'node:util/types';

/** The depth to which values are searched. Deeper values are ignored. */
const deepest = 8;

/** Returns whether the value is an error of any realm: in Jest, errors of Node itself are not `instanceof Error`. */
export function isError(thrown: unknown): thrown is Error {
  return isNativeError(thrown) || isInstance(thrown, Error) || isDomException(thrown);
}

/** What an `AbortSignal` has as its reason by default. One of another realm is neither native nor `instanceof Error`. */
function isDomException(thrown: unknown): boolean {
  try {
    return Object.prototype.toString.call(thrown) === '[object DOMException]';
  } catch {
    return false;
  }
}

/** Returns `thrown instanceof type`, which can throw for a proxy. */
export function isInstance<T>(thrown: unknown, type: abstract new (...args: never[]) => T): thrown is T {
  try {
    return thrown instanceof type;
  } catch {
    return false;
  }
}

/** Returns a thrown value as text, whatever it is. */
export function textOf(thrown: unknown): string {
  try {
    return String(thrown);
  } catch {
    return 'an object without a text';
  }
}

/** Returns the message of an error, or the text of any other value. */
export function messageOf(thrown: unknown): string {
  try {
    return isError(thrown) ? String(thrown.message) : String(thrown);
  } catch {
    return 'an object without a text';
  }
}

/** Returns the error itself, or a new error with the value's text and the value as its cause. */
export function asError(thrown: unknown): Error {
  return isError(thrown) ? thrown : new Error(textOf(thrown), { cause: thrown });
}

/**
 * Handles the rejection of a promise that was given in place of a value (a forgotten `await`), so that it does not end the process; the
 * caller gets an error anyway. Ignores other thenables: some start their work with the first `then`.
 */
export function ignoreRejection(value: unknown): void {
  if (!isPromise(value)) return;
  try {
    void Reflect.apply(Promise.prototype.then, value, [undefined, () => {}]);
  } catch {
    // The promise is of a class whose constructor throws.
  }
}

/** Calls `ignoreRejection` for the values, and for those in nested arrays and plain objects. Calls no getter. */
export function disownAll(values: object, depth = 0): void {
  try {
    // The elements of a list have one type: if the first is a number or a text, so are a million others.
    if (depth > 0 && Array.isArray(values) && isPrimitive(Object.getOwnPropertyDescriptor(values, 0)?.value)) return;
    for (const { value } of Object.values(Object.getOwnPropertyDescriptors(values))) {
      if (!isObject(value)) continue;
      ignoreRejection(value);
      if (depth < deepest && (Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype))
        disownAll(value, depth + 1);
    }
  } catch {
    // A proxy that refuses to be inspected.
  }
}

function isPrimitive(value: unknown): boolean {
  return value !== undefined && value !== null && typeof value !== 'object';
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
