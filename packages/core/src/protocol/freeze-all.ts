/**
 * Freezes an object and everything in it, and returns it: for objects that callers and this package share. Buffers cannot be frozen.
 */
export function freezeAll<T>(value: T): T {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const each of Object.values(value)) freezeAll(each);
  return value;
}
