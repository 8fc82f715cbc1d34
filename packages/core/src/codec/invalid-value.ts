// Why a JavaScript value cannot become a CQL value. Thrown by value codecs, which know the type; where the column is known it
// becomes a TypeError or RangeError. Messages name kinds of values and never contain a value.
import { withParameterCode } from '../errors/parameter-error';
import { visibleText } from '../errors/visible-text';
import type { ColumnSpec, DataType } from '../protocol/data-type';
import { types } from '../driver/values';
import { isDate, timeOf } from './dates';
import { cqlTypeName } from './type-name';
import { ignoreRejection, isInstance } from '../errors/thrown';

export class InvalidValue extends Error {
  override name = 'InvalidValue';

  constructor(
    readonly reason: string,
    readonly kind: 'type' | 'range',
    cause?: unknown,
  ) {
    super(reason, cause === undefined ? undefined : { cause });
  }
}

/** `expected` reads like "an integer". */
export function wrongType(expected: string, value: unknown): InvalidValue {
  ignoreRejection(value);
  return new InvalidValue(`expected ${expected}, got ${kindOf(value)}`, 'type');
}

export function outOfRange(expected: string): InvalidValue {
  return new InvalidValue(`expected ${expected}, got one out of range`, 'range');
}

/** The error for the user. An error that is not an InvalidValue (a getter of the user's object threw) is returned unchanged. */
export function columnError(error: unknown, column: ColumnSpec): unknown {
  return isInstance(error, InvalidValue) ? publicError(error, `Column "${column.name}"`, column.type) : error;
}

export function valueError(error: unknown, type: DataType): unknown {
  return isInstance(error, InvalidValue) ? publicError(error, 'Value', type) : error;
}

function publicError(invalid: InvalidValue, subject: string, type: DataType): Error {
  const message = visibleText(`${subject} (${cqlTypeName(type)}): ${invalid.reason}`);
  const options = invalid.cause === undefined ? undefined : { cause: invalid.cause };
  const error = invalid.kind === 'type' ? new TypeError(message, options) : new RangeError(message, options);
  return withParameterCode('invalidParameter', error);
}

function kindOf(value: unknown): string {
  switch (typeof value) {
    case 'number':
      return kindOfNumber(value);
    case 'object':
      return value === null ? 'null' : kindOfObject(value);
    case 'undefined':
      return 'undefined';
    default:
      return `a ${typeof value}`;
  }
}

function kindOfNumber(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return 'an infinite number';
  return Number.isInteger(value) ? 'a number' : 'a fraction';
}

function kindOfObject(value: object): string {
  if (Array.isArray(value)) return 'an array';
  if (isDate(value) && Number.isNaN(timeOf(value))) return 'an invalid Date';
  // Not `value.constructor`: an own property of this name would be data.
  const prototype: unknown = Object.getPrototypeOf(value);
  const maker: unknown = prototype === null ? undefined : (prototype as { constructor?: unknown }).constructor;
  if (typeof maker !== 'function' || maker.name === 'Object' || maker.name === '') return 'an object';
  const kind = `${/^[aeiou]/i.test(maker.name) ? 'an' : 'a'} ${maker.name}`;
  const ours: unknown = Object.hasOwn(types, maker.name) ? types[maker.name as keyof typeof types] : undefined;
  return typeof ours !== 'function' || value instanceof ours
    ? kind
    : `${kind} whose class is not that of the cassandra-driver in use`;
}
