// map: an [int] count, then keys and values by turns.
import type { ByteWriter } from '../../protocol/byte-writer';
import { writeInt32 } from '../bytes';
import { decodeBytes, encodePresent, expectEnd, readCount, readLength } from '../elements';
import { wrongType } from '../invalid-value';
import { setProperty } from '../set-property';
import type { ValueCodec } from '../value-codec';

interface MapLike {
  set(key: unknown, value: unknown): unknown;
  forEach(callback: (value: unknown, key: unknown) => void): void;
}
type MapClass = new () => MapLike;

/** Reads a plain object or the class of the options; writes both, and a Map. */
export function createMapCodec(key: ValueCodec, value: ValueCodec, mapClass: Function | undefined): ValueCodec {
  const MapClass = mapClass as MapClass | undefined;
  return {
    decode(buffer, position, end) {
      const map = MapClass === undefined ? undefined : new MapClass();
      const object: Record<string, unknown> = {};
      const add =
        map === undefined
          ? (k: unknown, v: unknown) => setProperty(object, String(k), v)
          : (k: unknown, v: unknown) => map.set(k, v);
      decodeEntries(buffer, position, end, key, value, add);
      return map ?? object;
    },
    encode(writer, entries) {
      const isMap = entries instanceof Map || (MapClass !== undefined && entries instanceof MapClass);
      encodeEntries(writer, key, value, isMap ? (entries as MapLike) : entriesOf(entries));
    },
  };
}

/** What can be iterated (an array, a Set, a map class that the options do not name) was not meant as an object of entries. */
function entriesOf(value: unknown): MapLike {
  if (typeof value !== 'object' || value === null || Symbol.iterator in value || value instanceof Date) {
    throw wrongType('an object or a Map', value);
  }
  return new Map(Object.entries(value));
}

function decodeEntries(
  buffer: Buffer,
  start: number,
  end: number,
  keyCodec: ValueCodec,
  valueCodec: ValueCodec,
  add: (key: unknown, value: unknown) => void,
): void {
  const count = readCount(buffer, start, end, 8);
  let position = start + 4;
  for (let index = 0; index < count; index++) {
    const keyLength = readLength(buffer, position, end);
    const key = decodeBytes(keyCodec, buffer, position + 4, keyLength);
    position += 4 + Math.max(keyLength, 0);
    const valueLength = readLength(buffer, position, end);
    add(key, decodeBytes(valueCodec, buffer, position + 4, valueLength));
    position += 4 + Math.max(valueLength, 0);
  }
  expectEnd(position, end);
}

function encodeEntries(writer: ByteWriter, keyCodec: ValueCodec, valueCodec: ValueCodec, entries: MapLike): void {
  writer.int32(0);
  const start = writer.position;
  let count = 0;
  entries.forEach((value, key) => {
    encodePresent(writer, keyCodec, key, 'keys that are not null');
    encodePresent(writer, valueCodec, value, 'values that are not null');
    count++;
  });
  writeInt32(writer.buffer, start - 4, count);
}
