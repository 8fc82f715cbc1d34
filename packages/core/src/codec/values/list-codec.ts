// list and set: an [int] count, then the elements.
import { isMap, isSet } from 'node:util/types';
import type { ByteWriter } from '../../protocol/byte-writer';
import { ignoreRejection } from '../../errors/thrown';
import { ProtocolError } from '../../errors/protocol-error';
import { decodeBytes, encodePresent, expectEnd, notPromise, readCount, readLength } from '../elements';
import { wrongType } from '../invalid-value';
import type { ValueCodec } from '../value-codec';
import type { Compare } from './element-order';
import { sortElements } from './sorted-elements';

interface SetLike {
  forEach(callback: (element: unknown) => void): unknown;
}
type SetClass = new (elements: unknown[]) => SetLike;

export function createListCodec(element: ValueCodec): ValueCodec {
  return {
    decode: (buffer, position, end) => decodeElements(element, buffer, position, end),
    encode: (writer, value) => encodeElements(writer, element, listOf(value, 'an array or a Set')),
  };
}

/** Reads an array or the class of the options. Writes both, and every value that a list accepts, in `order` if given. */
export function createSetCodec(
  element: ValueCodec,
  setClass: Function | undefined,
  order: Compare | undefined,
  hasOwnValues = false,
): ValueCodec {
  const SetClass = setClass as SetClass | undefined;
  return {
    decode(buffer, position, end) {
      const elements = decodeElements(element, buffer, position, end);
      return SetClass === undefined ? elements : setOf(SetClass, elements, hasOwnValues);
    },
    encode(writer, value) {
      const isOurs = SetClass !== undefined && value instanceof SetClass;
      const start = writer.position;
      encodeElements(writer, element, isOurs ? elementsOf(value) : listOf(value, 'an array or a Set'));
      if (order !== undefined) sortElements(writer, start, order, false);
    },
  };
}

/** A Set replaces -0 by 0, which are two values in CQL. */
export function setOf(setClass: Function, elements: unknown[], hasOwnValues = false): SetLike {
  const set = notPromise(new (setClass as SetClass)(elements));
  if (hasOwnValues && isSet(set) && set.size < elements.length) {
    throw new ProtocolError('its codec gives one value for two elements');
  }
  if (isSet(set) && set.size < elements.length && elements.some((it) => Object.is(it, -0))) {
    throw new ProtocolError('it holds both 0 and -0, which a Set cannot; read it without the option encoding.set');
  }
  return set;
}

export function elementsOf(list: SetLike): unknown[] {
  if (Array.isArray(list)) return list;
  const elements: unknown[] = [];
  ignoreRejection(list.forEach((element) => elements.push(element)));
  return elements;
}

/**
 * The elements of an array, a Set, a typed array, or another object that can be iterated more than once: values are encoded
 * for the routing and for every attempt, and an iterator would be empty the second time.
 */
function listOf(value: unknown, expected: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (typeof value !== 'object' || value === null || !(Symbol.iterator in value) || isMap(value)) {
    throw wrongType(expected, value);
  }
  const iterable = value as Iterable<unknown>;
  if ((iterable[Symbol.iterator]() as unknown) === value) throw wrongType(`${expected}, not an iterator`, value);
  return [...iterable];
}

function decodeElements(element: ValueCodec, buffer: Buffer, start: number, end: number): unknown[] {
  const count = readCount(buffer, start, end, 4);
  const elements = new Array<unknown>(count);
  let position = start + 4;
  for (let index = 0; index < count; index++) {
    const length = readLength(buffer, position, end);
    elements[index] = decodeBytes(element, buffer, position + 4, length);
    position += 4 + Math.max(length, 0);
  }
  expectEnd(position, end);
  return elements;
}

function encodeElements(writer: ByteWriter, element: ValueCodec, elements: readonly unknown[]): void {
  writer.int32(elements.length);
  for (let index = 0; index < elements.length; index++) {
    encodePresent(writer, element, elements[index], 'elements that are not null');
  }
}
