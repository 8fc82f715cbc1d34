// Reads a small zip archive in memory (APPNOTE.TXT, sections 4.3.7, 4.3.12 and 4.3.16). Nothing is written to a disk, so that a name is only
// a key; yet an archive with names that lead out of its folder was not made by Astra, and is refused as a whole.
//
//   local header + name + extra + body   (for each entry)   | central directory: an entry each, with its offset | end record | comment
import * as zlib from 'node:zlib';
import { visibleText } from '../errors/visible-text';

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const localSignature = 0x04034b50;
const endLength = 22;
const entryLength = 46;
const localLength = 30;
const longestComment = 0xffff;
const stored = 0;
const deflated = 8;
const isEncrypted = 1;

/** The limits of a bundle of Astra, which has about ten entries of a few kilobytes. */
const maxEntries = 64;
const maxEntryBytes = 256 * 1024;

/**
 * Returns the contents of all files by name.
 *
 * @throws Error that describes the first thing that is wrong: the archive is broken, truncated or too large, or a name leads elsewhere.
 */
export function readZip(archive: Buffer): ReadonlyMap<string, Buffer> {
  const { count, start } = readEnd(archive);
  const files = new Map<string, Buffer>();
  let at = start;
  for (let i = 0; i < count; i++) {
    const entry = readEntry(archive, at);
    at = entry.end;
    if (entry.name.endsWith('/')) continue;
    if (files.has(entry.name)) throw new Error(`it has ${shown(entry.name)} twice`);
    files.set(entry.name, readBody(archive, entry));
  }
  return files;
}

/** Searches the end record from the end: a comment may follow it. */
function readEnd(archive: Buffer): { readonly count: number; readonly start: number } {
  const earliest = Math.max(0, archive.length - endLength - longestComment);
  for (let at = archive.length - endLength; at >= earliest; at--) {
    if (archive.readUInt32LE(at) !== endSignature) continue;
    const count = archive.readUInt16LE(at + 10);
    const start = archive.readUInt32LE(at + 16);
    if (count > maxEntries) throw new Error(`it has ${count} entries, more than ${maxEntries}`);
    if (start > at) throw new Error('its directory is missing: the file is truncated, or changed');
    return { count, start };
  }
  throw new Error('it is no zip archive, or the end of it is missing');
}

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly checksum: number;
  readonly storedBytes: number;
  readonly bytes: number;
  /** The offset of its local header. */
  readonly local: number;
  /** The offset behind its entry in the directory. */
  readonly end: number;
}

function readEntry(archive: Buffer, at: number): Entry {
  if (at + entryLength > archive.length || archive.readUInt32LE(at) !== entrySignature) {
    throw new Error('its directory is broken: the file is truncated, or changed');
  }
  const nameEnd = at + entryLength + archive.readUInt16LE(at + 28);
  const end = nameEnd + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  const name = archive.toString('utf8', at + entryLength, nameEnd);
  if (name === '' || /^[/\\]|^[a-z]:|(^|[/\\])\.\.([/\\]|$)|\0/i.test(name)) {
    throw new Error(`the name ${shown(name)} leads out of the archive`);
  }
  if ((archive.readUInt16LE(at + 8) & isEncrypted) !== 0) throw new Error(`${shown(name)} is encrypted`);
  return {
    name,
    method: archive.readUInt16LE(at + 10),
    checksum: archive.readUInt32LE(at + 16),
    storedBytes: archive.readUInt32LE(at + 20),
    bytes: archive.readUInt32LE(at + 24),
    local: archive.readUInt32LE(at + 42),
    end,
  };
}

function readBody(archive: Buffer, { name, method, checksum, storedBytes, bytes, local }: Entry): Buffer {
  if (bytes > maxEntryBytes) throw new Error(`${shown(name)} has ${bytes} bytes, more than ${maxEntryBytes}`);
  if (local + localLength > archive.length || archive.readUInt32LE(local) !== localSignature) {
    throw new Error(`${shown(name)} is not where the directory says: the file is truncated, or changed`);
  }
  const start = local + localLength + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
  if (start + storedBytes > archive.length) throw new Error(`the end of ${shown(name)} is missing`);
  const content = unpack(name, method, archive.subarray(start, start + storedBytes), bytes);
  // Older versions of Node and other runtimes do not have it.
  const found = (zlib as { crc32?: typeof zlib.crc32 }).crc32?.(content) ?? checksum;
  if (content.length !== bytes || found !== checksum)
    throw new Error(`${shown(name)} is broken: its checksum is wrong`);
  return content;
}

function unpack(name: string, method: number, body: Buffer, bytes: number): Buffer {
  if (method === stored) return Buffer.from(body);
  if (method !== deflated)
    throw new Error(`${shown(name)} is packed in a way (${method}) that this client does not know`);
  try {
    // Ends as soon as there is more than the directory says.
    return zlib.inflateRawSync(body, { maxOutputLength: Math.max(1, bytes) });
  } catch (cause) {
    throw new Error(`${shown(name)} cannot be unpacked`, { cause });
  }
}

const shown = (name: string): string => `'${visibleText(name.slice(0, 80))}'`;
