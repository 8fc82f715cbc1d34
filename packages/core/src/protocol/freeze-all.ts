/**
 * Freezes an object and all that is in it, and gives it back: what is handed out to callers and used by us as well. Buffers cannot be frozen.
 */
export function freezeAll<T>(value: T): T {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const each of Object.values(value)) freezeAll(each);
  return value;
}
