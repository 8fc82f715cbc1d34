// Sorts the written elements of a set or a map in the order of the server, and keeps each element once: for partition keys. The
// server sorts a partition key that is a set or a map before it hashes it. It does not sort sets and maps inside a tuple, a user
// type or a vector: there the same set in another order would be another key.
import type { ByteWriter } from '../../protocol/byte-writer';
import { readInt32, writeInt32 } from '../bytes';
import type { Compare } from './element-order';

/** From `start`: an [int] count, then elements; with `isMap` keys and values in turn. Of equal keys the last value counts. */
export function sortElements(writer: ByteWriter, start: number, compare: Compare, isMap: boolean): void {
  const { buffer, position: end } = writer;
  const entries = entriesOf(writer, start, isMap);
  const order = (one: Entry, other: Entry): number =>
    compare(buffer, one.start + 4, one.keyEnd, other.start + 4, other.keyEnd);
  if (entries.every((entry, index) => index === 0 || order(entries[index - 1]!, entry) < 0)) return;
  const sorted = entries.toSorted(order);
  const bytes: Buffer[] = [];
  let count = 0;
  for (let index = 0; index < sorted.length; count++) {
    const first = sorted[index]!;
    let last = first;
    for (index++; index < sorted.length && order(first, sorted[index]!) === 0; index++) last = sorted[index]!;
    bytes.push(buffer.subarray(first.start, first.keyEnd), buffer.subarray(last.keyEnd, last.end));
  }
  const all = Buffer.concat(bytes);
  buffer.set(all, start + 4);
  writeInt32(buffer, start, count);
  writer.position = end - (end - start - 4 - all.length);
}

interface Entry {
  readonly start: number;
  readonly keyEnd: number;
  readonly end: number;
}

function entriesOf({ buffer, position: end }: ByteWriter, start: number, isMap: boolean): Entry[] {
  const entries: Entry[] = [];
  for (let position = start + 4; position < end;) {
    const keyEnd = position + 4 + readInt32(buffer, position);
    const entryEnd = isMap ? keyEnd + 4 + readInt32(buffer, keyEnd) : keyEnd;
    entries.push({ start: position, keyEnd, end: entryEnd });
    position = entryEnd;
  }
  return entries;
}
