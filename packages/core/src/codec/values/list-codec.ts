// list and set: an [int] count, then the elements.
import type { ByteWriter } from '../../protocol/byte-writer';
import { decodeBytes, encodePresent, expectEnd, readCount, readLength } from '../elements';
import { wrongType } from '../invalid-value';
import type { ValueCodec } from '../value-codec';

type SetClass = new (elements: unknown[]) => { forEach(callback: (element: unknown) => void): void };

export function createListCodec(element: ValueCodec): ValueCodec {
  return {
    decode: (buffer, position, end) => decodeElements(element, buffer, position, end),
    encode(writer, value) {
      if (!Array.isArray(value)) throw wrongType('an array', value);
      encodeElements(writer, element, value);
    },
  };
}

/** Reads an array or the class of the options; writes both, and a Set. */
export function createSetCodec(element: ValueCodec, setClass: Function | undefined): ValueCodec {
  const SetClass = setClass as SetClass | undefined;
  return {
    decode(buffer, position, end) {
      const elements = decodeElements(element, buffer, position, end);
      return SetClass === undefined ? elements : new SetClass(elements);
    },
    encode(writer, value) {
      if (Array.isArray(value)) encodeElements(writer, element, value);
      else if (value instanceof Set) encodeElements(writer, element, [...value]);
      else if (SetClass !== undefined && value instanceof SetClass) encodeElements(writer, element, listOf(value));
      else throw wrongType('an array or a Set', value);
    },
  };
}

function listOf(set: InstanceType<SetClass>): unknown[] {
  const elements: unknown[] = [];
  set.forEach((element) => elements.push(element));
  return elements;
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
