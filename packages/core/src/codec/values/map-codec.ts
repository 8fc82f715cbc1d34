// map: an [int] count, then keys and values in turn.
import { isMap } from 'node:util/types';
import type { ByteWriter } from '../../protocol/byte-writer';
import { ignoreRejection } from '../../errors/thrown';
import { ProtocolError } from '../../errors/protocol-error';
import { hasNamedContents } from '../../options/named-contents';
import { writeInt32 } from '../bytes';
import { decodeBytes, encodePresent, expectEnd, notPromise, readCount, readLength } from '../elements';
import { wrongType } from '../invalid-value';
import { setProperty } from '../set-property';
import type { ValueCodec } from '../value-codec';
import type { Compare } from './element-order';
import { addEntry, type MapKeys } from './map-keys';
import { sortElements } from './sorted-elements';

interface MapLike {
  set(key: unknown, value: unknown): unknown;
  forEach(callback: (value: unknown, key: unknown) => void): unknown;
}
type MapClass = new () => MapLike;

type AddEntry = (key: unknown, value: unknown, start: number, end: number) => void;

/**
 * Reads a plain object or the class of the options. Writes both, and a Map, in the `order` of its keys if given. Without
 * `keys`, a codec of the application makes the keys, so no text can stand for a key, and there is always a map class.
 */
export function createMapCodec(
  key: ValueCodec,
  value: ValueCodec,
  keys: MapKeys | undefined,
  mapClass: Function | undefined,
  order: Compare | undefined,
): ValueCodec {
  const MapClass = mapClass as MapClass | undefined;
  return {
    decode(buffer, position, end) {
      if (MapClass !== undefined || keys === undefined) {
        const map = notPromise(new MapClass!());
        const count = decodeEntries(buffer, position, end, key, value, (k, v) => ignoreRejection(map.set(k, v)));
        return checkedMap(map, count, keys === undefined);
      }
      const object = {};
      const add: AddEntry = keys.mayShareNames
        ? (k, v, start, stop) => addEntry(object, keys.toName(k), v, buffer, start, stop)
        : (k, v) => setProperty(object, keys.toName(k), v);
      decodeEntries(buffer, position, end, key, value, add);
      return object;
    },
    encode(writer, entries) {
      const isMapLike = isMap(entries) || (MapClass !== undefined && entries instanceof MapClass);
      const start = writer.position;
      encodeEntries(writer, key, value, isMapLike ? (entries as MapLike) : entriesOf(entries, keys));
      if (order !== undefined) sortElements(writer, start, order, true);
    },
  };
}

/** A Map replaces -0 by 0, which are two keys in CQL. */
export function checkedMap(map: MapLike, count: number, hasOwnKeys = false): MapLike {
  if (hasOwnKeys && isMap(map) && map.size < count) {
    throw new ProtocolError('its codec gives one value for two keys');
  }
  if (isMap(map) && map.size < count && map.has(0)) {
    throw new ProtocolError(
      'it has both 0 and -0 for keys, which a Map cannot; read it without the option encoding.map',
    );
  }
  return map;
}

/** An iterable (an array, a Set, a map class that the options do not name) was probably not meant as an object of entries. */
function entriesOf(value: unknown, keys: MapKeys | undefined): MapLike {
  if (keys === undefined) throw wrongType('a Map, because its keys have a codec', value);
  if (typeof value !== 'object' || value === null || Symbol.iterator in value || !hasNamedContents(value)) {
    throw wrongType('an object or a Map', value);
  }
  return new Map(Object.entries(value).map(([name, item]) => [keys.fromName(name), item]));
}

function decodeEntries(
  buffer: Buffer,
  start: number,
  end: number,
  keyCodec: ValueCodec,
  valueCodec: ValueCodec,
  add: AddEntry,
): number {
  const count = readCount(buffer, start, end, 8);
  let position = start + 4;
  for (let index = 0; index < count; index++) {
    const keyLength = readLength(buffer, position, end);
    const keyStart = position + 4;
    const key = decodeBytes(keyCodec, buffer, keyStart, keyLength);
    const keyEnd = keyStart + Math.max(keyLength, 0);
    const valueLength = readLength(buffer, keyEnd, end);
    add(key, decodeBytes(valueCodec, buffer, keyEnd + 4, valueLength), keyStart, keyEnd);
    position = keyEnd + 4 + Math.max(valueLength, 0);
  }
  expectEnd(position, end);
  return count;
}

function encodeEntries(writer: ByteWriter, keyCodec: ValueCodec, valueCodec: ValueCodec, entries: MapLike): void {
  writer.int32(0);
  const start = writer.position;
  let count = 0;
  const returned = entries.forEach((value, key) => {
    encodePresent(writer, keyCodec, key, 'keys that are not null');
    encodePresent(writer, valueCodec, value, 'values that are not null');
    count++;
  });
  ignoreRejection(returned);
  writeInt32(writer.buffer, start - 4, count);
}
