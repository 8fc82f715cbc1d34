// Looking at what foreign code threw, or gave in place of a value. It may be anything: a proxy that refuses to be looked at, an error
// whose getters throw, an object of another realm. Nothing here throws.
import { isNativeError, isPromise } from 'node:util/types';

/** How deep values are looked for: as deep as anybody nests them. */
const deepest = 8;

/** Of any realm: in Jest, what Node itself throws is no `instanceof Error`. */
export function isError(thrown: unknown): thrown is Error {
  return isNativeError(thrown) || isInstance(thrown, Error);
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
    return isError(thrown) ? String(thrown.message) : String(thrown);
  } catch {
    return 'an object without a text';
  }
}

/** For where an Error is needed. */
export function asError(thrown: unknown): Error {
  return isError(thrown) ? thrown : new Error(textOf(thrown), { cause: thrown });
}

/**
 * Lets a rejected promise that was given in place of a value (an `await` was forgotten) not end the process, beside the error that the
 * caller gets. Leaves other thenables alone: some begin their work with the first `then`.
 */
export function ignoreRejection(value: unknown): void {
  if (!isPromise(value)) return;
  try {
    void Reflect.apply(Promise.prototype.then, value, [undefined, () => {}]);
  } catch {
    // Of a class whose own constructor throws.
  }
}

/** Does so for values, and for those in the arrays and plain objects among them. Calls no getter: the values are not needed any more. */
export function disownAll(values: object, depth = 0): void {
  try {
    // A list is of one kind: where the first is a number or a text, so are a million others.
    if (depth > 0 && Array.isArray(values) && isPrimitive(Object.getOwnPropertyDescriptor(values, 0)?.value)) return;
    for (const { value } of Object.values(Object.getOwnPropertyDescriptors(values))) {
      if (!isObject(value)) continue;
      ignoreRejection(value);
      if (depth < deepest && (Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype))
        disownAll(value, depth + 1);
    }
  } catch {
    // A proxy that refuses.
  }
}

function isPrimitive(value: unknown): boolean {
  return value !== undefined && value !== null && typeof value !== 'object';
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
