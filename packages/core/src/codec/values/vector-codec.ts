// vector: Vector. Its elements one after the other, each with a vint length unless the type of the elements has a fixed size.
import { isDataView } from 'node:util/types';
import type { ByteWriter } from '../../protocol/byte-writer';
import { Vector } from '../../driver/values';
import { ProtocolError } from '../../errors/protocol-error';
import { decodeBytes, encodeBytes } from '../elements';
import { InvalidValue, wrongType } from '../invalid-value';
import { isAbsent } from '../unset';
import type { ValueCodec } from '../value-codec';
import { VintReader, vintSize, writeUnsignedVint } from './vint';

const vint = new VintReader();

export function createVectorCodec(element: ValueCodec, dimension: number, subtype: string): ValueCodec {
  const elementSize = element.isBareInVector === true ? element.size : undefined;
  return {
    size: elementSize === undefined ? undefined : elementSize * dimension,
    isBareInVector: elementSize !== undefined,
    decode(buffer, position, end) {
      const elements =
        elementSize === undefined
          ? decodeVariable(element, dimension, buffer, position, end)
          : decodeBare(element, dimension, buffer, position, elementSize);
      return new Vector(elements, subtype);
    },
    encode(writer, value) {
      const elements = vectorElements(value, dimension);
      for (let index = 0; index < dimension; index++) {
        const item = elements[index];
        if (isAbsent(item)) throw wrongType('elements that are not null', item);
        if (elementSize === undefined) encodeVariable(writer, element, item);
        else encodeBare(writer, element, item, elementSize);
      }
    },
  };
}

function decodeBare(element: ValueCodec, dimension: number, buffer: Buffer, start: number, size: number): unknown[] {
  const elements = new Array<unknown>(dimension);
  for (let index = 0; index < dimension; index++) {
    const position = start + index * size;
    elements[index] = element.decode(buffer, position, position + size);
  }
  return elements;
}

function decodeVariable(element: ValueCodec, dimension: number, buffer: Buffer, start: number, end: number): unknown[] {
  const elements: unknown[] = [];
  let position = start;
  for (let index = 0; index < dimension; index++) {
    vint.read(buffer, position, end);
    const length = vint.low >>> 0;
    position = vint.position;
    if (vint.high !== 0 || length > end - position) {
      throw new ProtocolError('An element passes the end of the vector that holds it');
    }
    elements.push(decodeBytes(element, buffer, position, length));
    position += length;
  }
  if (position !== end) throw new ProtocolError(`A vector is followed by ${end - position} bytes that are not its own`);
  return elements;
}

/** The elements, exactly as many as the type has. A Vector shows its elements through a Proxy, so they are copied once. */
export function vectorElements(value: unknown, dimension: number): ArrayLike<unknown> {
  const elements = listOf(value);
  if (elements === undefined) throw wrongType('a Vector, an array or a typed array', value);
  if (elements.length !== dimension) {
    throw new InvalidValue(`expected ${dimension} elements, got ${elements.length}`, 'range');
  }
  return elements;
}

function listOf(value: unknown): ArrayLike<unknown> | undefined {
  if (Array.isArray(value)) return value as unknown[];
  if (ArrayBuffer.isView(value)) return isDataView(value) ? undefined : (value as Float32Array);
  // The class of the driver recognises its proxies. It also accepts a Float32Array.
  return value instanceof Vector ? value.elements : undefined;
}

function encodeBare(writer: ByteWriter, element: ValueCodec, item: unknown, size: number): void {
  const start = writer.position;
  encodeBytes(writer, element, item);
  if (writer.position - start !== size) {
    throw new InvalidValue(`expected elements of ${size} bytes, got an empty Buffer`, 'range');
  }
}

/** Writes the length before the bytes are counted: reserves one byte for it, and makes room when it needs more. */
function encodeVariable(writer: ByteWriter, element: ValueCodec, item: unknown): void {
  writer.uint8(0);
  const start = writer.position;
  encodeBytes(writer, element, item);
  const end = writer.position;
  const size = vintSize(end - start);
  if (size > 1) {
    writer.reserve(size - 1);
    writer.buffer.copyWithin(start + size - 1, start, end);
  }
  writer.position = start - 1;
  writeUnsignedVint(writer, end - start);
  writer.position = end + size - 1;
}
