// What may stand where values are given by name: options, named parameters, the fields of a user type, the entries of a map.
import { isInstance } from '../errors/thrown';
import { types } from '../driver/values';

const withoutNames =
  /^\[object (?:Date|Map|Set|WeakMap|WeakSet|WeakRef|Promise|RegExp|Number|String|Boolean|Error|ArrayBuffer|SharedArrayBuffer|DataView|Blob|FormData|Headers|URLSearchParams|ReadableStream|.*Array|.*Iterator|.*Generator)\]$/;

const valueClasses: readonly (abstract new (...args: never[]) => unknown)[] = [
  ...[types.BigDecimal, types.Duration, types.InetAddress, types.Integer, types.LocalDate, types.LocalTime],
  ...[types.Long, types.Tuple, types.Uuid, types.Vector],
];

/**
 * Returns whether the contents of an object are its properties. The contents of a Map, a Set, a promise, an error, bytes, a Uuid or a
 * Tuple are not: read by name, they would be stored as nothing, and options would be left at their defaults.
 */
export function hasNamedContents(value: object): boolean {
  if (isOfNoClass(value) && !(Symbol.toStringTag in value)) return true;
  return (
    !withoutNames.test(Object.prototype.toString.call(value)) && !valueClasses.some((type) => isInstance(value, type))
  );
}

/** Returns whether the object has no getters or inherited properties of a class. */
export function isOfNoClass(value: object): boolean {
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype === Object.prototype || prototype === null;
}
