// Copies of parameters that wait until they can be encoded: what the application makes of its own objects meanwhile changes no request.
import { Buffer } from 'node:buffer';
import { isDataView, isMap, isSet } from 'node:util/types';
import { copyUuidBytes } from '../codec/compiled/uuid-bytes';
import { isDate, timeOf } from '../codec/dates';
import { foreignElements, foreignInetBytes, foreignUuidBytes } from '../codec/driver-values';
import { setProperty } from '../codec/set-property';
import { isUnset } from '../codec/unset';
import { InetAddress, Long, Tuple, Uuid, Vector } from '../driver/values';
import { withParameterCode } from '../errors/parameter-error';
import { ignoreRejection } from '../errors/thrown';
import { namesIn } from './parameter-names';
import type { StatementParameters } from './parameters';

/** Each element of a collection takes at least the four bytes of its length, and a request has at most 256 MiB. */
const maxElements = 2 ** 26;

/** Their number is a [short]. */
const maxParameters = 65_535;

const noValues: readonly unknown[] = [];

/** What has been copied already: an entity may hold itself. */
type Copies = Map<object, object>;

/** What nobody can change any more, for parameters that wait until their statement is prepared. */
export function snapshotOf(parameters: StatementParameters): StatementParameters {
  const copies: Copies = new Map();
  if (Array.isArray(parameters)) {
    if (parameters.length > maxParameters) {
      throw withParameterCode(
        'wrongParameterCount',
        new TypeError(
          `A statement has at most ${maxParameters} parameters, but ${parameters.length} values were given`,
        ),
      );
    }
    return parameters.map((value) => copyOf(value, copies));
  }
  const named = parameters as Readonly<Record<string, unknown>>;
  const copy = Object.create(null) as Record<string, unknown>;
  copies.set(named, copy);
  for (const name of namesIn(named)) {
    try {
      setProperty(copy, name, copyOf(named[name], copies));
    } catch (error) {
      // A getter of the application's. The statement may not have that parameter.
      Object.defineProperty(copy, name, { enumerable: true, get: () => throwAgain(error) });
    }
  }
  return copy;
}

/**
 * A copy of what holds others or bytes, of any realm and of any copy of cassandra-driver. Its other value classes do not change, and what
 * a class of the application's holds is its own.
 */
export function snapshotOfValue(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? copyOf(value) : value;
}

export function snapshotOfEach(values: readonly unknown[]): readonly unknown[] {
  return snapshotInPlace(values.slice());
}

/**
 * Replaces each value by its copy. A loop without another array: a batch calls it once for each of its statements. `earlier`: copies that
 * were made before; a Uuid with the bytes of the one at the same place shares that copy, as the rows of one partition do.
 */
export function snapshotInPlace(values: unknown[], earlier: readonly unknown[] = noValues): readonly unknown[] {
  for (let index = 0; index < values.length; index++) {
    const value = values[index];
    const copy = earlier[index];
    values[index] =
      value instanceof Uuid && copy instanceof Uuid && hasSameBytes(value, copy) ? copy : snapshotOfValue(value);
  }
  return values;
}

function hasSameBytes(value: Uuid, copy: Uuid): boolean {
  const bytes = value.getBuffer() as Buffer | undefined;
  if (bytes?.length !== 16) return false;
  const copied = copy.getBuffer();
  for (let index = 0; index < 16; index++) if (bytes[index] !== copied[index]) return false;
  return true;
}

function copyOf(value: unknown, copies?: Copies): unknown {
  if (typeof value !== 'object' || value === null) return value;
  // The most frequent objects first: the question for a Long looks for a name in each object and in its prototypes.
  if (value instanceof Uuid) return copyOfUuid(value);
  if (isDate(value)) return asItsClass(new Date(timeOf(value)), value);
  if (Long.isLong(value)) return value;
  if (Buffer.isBuffer(value)) return Buffer.from(value);
  if (ArrayBuffer.isView(value)) return isDataView(value) ? value : (value as Uint8Array).slice();
  return copies?.get(value) ?? copyOfContainer(value, copies ?? new Map());
}

/** `Buffer.from` takes three times as long. It remains for the bytes of a class of the application's, whatever they are. */
function copyOfUuid(value: Uuid): Uuid {
  const bytes: unknown = value.getBuffer();
  if (Buffer.isBuffer(bytes) && bytes.length === 16) return new Uuid(copyUuidBytes(bytes, 0));
  return new Uuid(Buffer.from(bytes as Buffer));
}

function copyOfContainer(value: object, copies: Copies): unknown {
  const inner = (item: unknown): unknown => copyOf(item, copies);
  const known = <T extends object>(copy: T): T => {
    copies.set(value, copy);
    return copy;
  };
  if (Array.isArray(value)) {
    if (value.length > maxElements) {
      throw new RangeError(
        `An array of ${value.length} elements is longer than any request: at most ${maxElements} fit`,
      );
    }
    const array: unknown[] = known(new Array<unknown>(value.length));
    for (let index = 0; index < value.length; index++) array[index] = inner(value[index]);
    return asItsClass(array, value);
  }
  if (isSet(value)) {
    const set = known(new Set());
    for (const item of Array.from(value)) set.add(inner(item));
    return asItsClass(set, value);
  }
  if (isMap(value)) {
    const map = known(new Map());
    for (const [key, item] of Array.from(value)) map.set(inner(key), inner(item));
    return asItsClass(map, value);
  }
  if (isUnset(value)) return value;
  ignoreRejection(value);
  if (!isPlain(value)) return copyOfDriverValue(value, inner);
  const object = known({});
  for (const [name, item] of Object.entries(value)) setProperty(object, name, inner(item));
  return object;
}

/** The copy of an instance of a class that the application built upon Date, Array, Set or Map: a codec expects that class. */
function asItsClass(copy: object, value: object): object {
  const prototype = Object.getPrototypeOf(value) as object | null;
  const base = Object.getPrototypeOf(copy) as object;
  if (prototype === base || !Object.prototype.isPrototypeOf.call(base, value)) return copy;
  for (const name of Object.keys(value)) {
    if (!Object.hasOwn(copy, name)) setProperty(copy, name, (value as Readonly<Record<string, unknown>>)[name]);
  }
  return Object.setPrototypeOf(copy, prototype) as object;
}

function copyOfDriverValue(value: object, inner: (item: unknown) => unknown): unknown {
  const elements = value instanceof Tuple ? value.elements : foreignElements(value);
  if (elements !== undefined) return Tuple.fromArray(elements.map(inner));
  // Its elements only: it shows itself through a Proxy.
  if (value instanceof Vector) return new Vector(Array.from(value.elements, inner), value.subtype ?? undefined);
  if (value instanceof InetAddress) return new InetAddress(Buffer.from(value.getBuffer()));
  const uuid = foreignUuidBytes(value);
  if (uuid !== undefined) return new Uuid(Buffer.from(uuid));
  const address = foreignInetBytes(value);
  return address === undefined ? value : new InetAddress(Buffer.from(address));
}

/** Of no class, in any realm. */
export function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value) as object | null;
  if (prototype === Object.prototype || prototype === null) return true;
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, 'isPrototypeOf');
}

function throwAgain(error: unknown): never {
  throw error;
}
