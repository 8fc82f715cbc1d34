// The order in which the server keeps the elements of a set and the keys of a map, computed on their bytes. The same order as
// the type's comparator in Apache Cassandra. A partition key is hashed in this order, whatever the order of the parameter.
import type { Buffer } from 'node:buffer';
import { readInt32 } from '../bytes';
import { doubleFromWords, floatFromWord } from '../words';
import { typeCode, type DataType } from '../../protocol/data-type';
import { readBigint } from './varint-bytes';
import { VintReader } from './vint';

/** Negative when the value in [start, end) comes before the value in [otherStart, otherEnd). Both are in the buffer. */
export type Compare = (buffer: Buffer, start: number, end: number, otherStart: number, otherEnd: number) => number;

export function orderOf(type: DataType): Compare {
  switch (type.code) {
    case typeCode.tinyint:
    case typeCode.smallint:
    case typeCode.int:
    case typeCode.bigint:
    case typeCode.counter:
    case typeCode.timestamp:
      return emptyFirst(compareSigned);
    case typeCode.float:
      return emptyFirst(numbers((buffer, at) => floatFromWord(readInt32(buffer, at))));
    case typeCode.double:
      return emptyFirst(numbers((buffer, at) => doubleFromWords(readInt32(buffer, at), readInt32(buffer, at + 4))));
    case typeCode.varint:
      return emptyFirst((buffer, start, end, otherStart, otherEnd) =>
        sign(readBigint(buffer, start, end), readBigint(buffer, otherStart, otherEnd)),
      );
    case typeCode.decimal:
      return emptyFirst(compareDecimals);
    case typeCode.uuid:
      return emptyFirst(compareUuids);
    case typeCode.timeuuid:
      return emptyFirst(compareTimeUuids);
    case typeCode.list:
    case typeCode.set:
      return emptyFirst(sequences([orderOf(type.info)]));
    case typeCode.map:
      return emptyFirst(sequences(type.info.map(orderOf)));
    case typeCode.tuple:
      return tuples(type.info.map(orderOf));
    case typeCode.udt:
      return tuples(type.info.fields.map((field) => orderOf(field.type)));
    case typeCode.custom:
      return type.customTypeName === 'vector'
        ? emptyFirst(vectors(orderOf(type.info[0]), type.info[1], bareSizeOf(type.info[0])))
        : compareBytes;
    default:
      return compareBytes;
  }
}

function sign<T extends number | bigint>(one: T, other: T): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

function emptyFirst(compare: Compare): Compare {
  return (buffer, start, end, otherStart, otherEnd) =>
    start === end || otherStart === otherEnd
      ? sign(end - start, otherEnd - otherStart)
      : compare(buffer, start, end, otherStart, otherEnd);
}

function compareBytes(buffer: Buffer, start: number, end: number, otherStart: number, otherEnd: number): number {
  return buffer.compare(buffer, otherStart, otherEnd, start, end);
}

/** Compares values of the same size: the first byte has the sign. */
function compareSigned(buffer: Buffer, start: number, end: number, otherStart: number, otherEnd: number): number {
  const byFirst = sign((buffer[start]! << 24) >> 24, (buffer[otherStart]! << 24) >> 24);
  return byFirst !== 0 ? byFirst : compareBytes(buffer, start, end, otherStart, otherEnd);
}

/** Like `Double.compare` in Java: -0 before 0, NaN last. */
function numbers(read: (buffer: Buffer, position: number) => number): Compare {
  return (buffer, start, _end, otherStart) => {
    const one = read(buffer, start);
    const other = read(buffer, otherStart);
    if (one !== one || other !== other) return sign(Number(one !== one), Number(other !== other));
    return one === other && one === 0
      ? sign(Number(!Object.is(one, -0)), Number(!Object.is(other, -0)))
      : sign(one, other);
  };
}

/** When the sizes are far apart, the powers of ten decide: 1E+2000000000 at the scale of 1 would fill the memory. */
function compareDecimals(buffer: Buffer, start: number, end: number, otherStart: number, otherEnd: number): number {
  const one = readBigint(buffer, start + 4, end);
  const other = readBigint(buffer, otherStart + 4, otherEnd);
  const bySign = sign(sign(one, 0n), sign(other, 0n));
  if (bySign !== 0 || one === 0n) return bySign;
  const scale = readInt32(buffer, start);
  const otherScale = readInt32(buffer, otherStart);
  const magnitude = digitsOf(one) - scale;
  const otherMagnitude = digitsOf(other) - otherScale;
  if (magnitude !== otherMagnitude) return one > 0n ? sign(magnitude, otherMagnitude) : sign(otherMagnitude, magnitude);
  const shift = scale - otherScale;
  return shift > 0 ? sign(one, other * 10n ** BigInt(shift)) : sign(one * 10n ** BigInt(-shift), other);
}

function digitsOf(value: bigint): number {
  return (value < 0n ? -value : value).toString().length;
}

/** Compares the versions, then the times of UUIDs of version 1, or the bytes of others. */
function compareUuids(buffer: Buffer, start: number, end: number, otherStart: number, otherEnd: number): number {
  const version = buffer[start + 6]! >> 4;
  const byVersion = sign(version, buffer[otherStart + 6]! >> 4);
  if (byVersion !== 0) return byVersion;
  const byTime = version === 1 ? compareTimes(buffer, start, otherStart) : 0;
  return byTime !== 0 ? byTime : compareBytes(buffer, start, end, otherStart, otherEnd);
}

/** Compares the times, then the other bytes as signed bytes. */
function compareTimeUuids(buffer: Buffer, start: number, _end: number, otherStart: number): number {
  const byTime = compareTimes(buffer, start, otherStart);
  if (byTime !== 0) return byTime;
  for (let index = 8; index < 16; index++) {
    const byByte = sign((buffer[start + index]! << 24) >> 24, (buffer[otherStart + index]! << 24) >> 24);
    if (byByte !== 0) return byByte;
  }
  return 0;
}

const timeBytes = [6, 7, 4, 5, 0, 1, 2, 3];

function compareTimes(buffer: Buffer, start: number, otherStart: number): number {
  for (const index of timeBytes) {
    const byByte = sign(buffer[start + index]!, buffer[otherStart + index]!);
    if (byByte !== 0) return byByte;
  }
  return 0;
}

/** Compares lists, sets, or maps as keys and values in turn: element by element, then by their number. */
function sequences(elements: readonly Compare[]): Compare {
  return (buffer, start, _end, otherStart) => {
    const count = readInt32(buffer, start) * elements.length;
    const otherCount = readInt32(buffer, otherStart) * elements.length;
    let position = start + 4;
    let other = otherStart + 4;
    for (let index = 0; index < count && index < otherCount; index++) {
      const end = position + 4 + readInt32(buffer, position);
      const otherEnd = other + 4 + readInt32(buffer, other);
      const byElement = elements[index % elements.length]!(buffer, position + 4, end, other + 4, otherEnd);
      if (byElement !== 0) return byElement;
      position = end;
      other = otherEnd;
    }
    return sign(count, otherCount);
  };
}

/** How many bytes each element of a vector has, for elements without a length. */
function bareSizeOf(type: DataType): number | undefined {
  switch (type.code) {
    case typeCode.boolean:
      return 1;
    case typeCode.int:
    case typeCode.float:
      return 4;
    case typeCode.bigint:
    case typeCode.counter:
    case typeCode.double:
    case typeCode.timestamp:
      return 8;
    case typeCode.uuid:
    case typeCode.timeuuid:
      return 16;
    case typeCode.custom: {
      if (type.customTypeName !== 'vector') return undefined;
      const size = bareSizeOf(type.info[0]);
      return size === undefined ? undefined : size * type.info[1];
    }
    default:
      return undefined;
  }
}

function vectors(compare: Compare, dimension: number, size: number | undefined): Compare {
  const one = new VintReader();
  const other = new VintReader();
  return (buffer, start, end, otherStart, otherEnd) => {
    one.position = start;
    other.position = otherStart;
    for (let index = 0; index < dimension; index++) {
      const length = size ?? lengthAt(one, buffer, end);
      const otherLength = size ?? lengthAt(other, buffer, otherEnd);
      const { position } = one;
      const otherPosition = other.position;
      one.position += length;
      other.position += otherLength;
      const byElement = compare(buffer, position, one.position, otherPosition, other.position);
      if (byElement !== 0) return byElement;
    }
    return 0;
  };
}

function lengthAt(vint: VintReader, buffer: Buffer, end: number): number {
  vint.read(buffer, vint.position, end);
  return vint.low;
}

/** Null comes first; a missing element at the end counts as null. */
function tuples(elements: readonly Compare[]): Compare {
  return (buffer, start, end, otherStart, otherEnd) => {
    let position = start;
    let other = otherStart;
    for (const compare of elements) {
      const length = position < end ? readInt32(buffer, position) : -1;
      const otherLength = other < otherEnd ? readInt32(buffer, other) : -1;
      if (length < 0 || otherLength < 0) {
        const byNull = sign(Number(length >= 0), Number(otherLength >= 0));
        if (byNull !== 0) return byNull;
      } else {
        const byElement = compare(buffer, position + 4, position + 4 + length, other + 4, other + 4 + otherLength);
        if (byElement !== 0) return byElement;
      }
      position += 4 + Math.max(length, 0);
      other += 4 + Math.max(otherLength, 0);
    }
    return 0;
  };
}
