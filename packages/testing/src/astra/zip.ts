// Writes the few entries of a zip archive that a secure connect bundle has (APPNOTE.TXT, sections 4.3.7, 4.3.12 and 4.3.16).
import { crc32, deflateRawSync } from 'node:zlib';

const deflated = 8;

/** Returns an archive with these entries, deflated. */
export function zipOf(files: Readonly<Record<string, string | Buffer>>): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(files)) {
    const shared = sharedFields(Buffer.from(content));
    const encodedName = Buffer.from(name);
    const local = Buffer.concat([header(0x04034b50, 0), shared.fields, nameLength(encodedName), encodedName]);
    bodies.push(local, shared.body);
    directory.push(centralEntry(shared.fields, encodedName, offset));
    offset += local.length + shared.body.length;
  }
  const entries = Buffer.concat(directory);
  return Buffer.concat([...bodies, entries, endRecord(directory.length, entries.length, offset)]);
}

function header(signature: number, madeBy: number): Buffer {
  const buffer = Buffer.alloc(madeBy === 0 ? 4 : 6);
  buffer.writeUInt32LE(signature, 0);
  if (madeBy !== 0) buffer.writeUInt16LE(madeBy, 4);
  return buffer;
}

/** The fields that the entry and the directory have in common: version, flags, method, time, checksum and sizes. */
function sharedFields(content: Buffer): { readonly fields: Buffer; readonly body: Buffer } {
  const body = deflateRawSync(content);
  const fields = Buffer.alloc(22);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt16LE(deflated, 4);
  fields.writeUInt32LE(crc32(content), 10);
  fields.writeUInt32LE(body.length, 14);
  fields.writeUInt32LE(content.length, 18);
  return { fields, body };
}

/** The length of the name, and the length of the extra field, which is empty. */
function nameLength(name: Buffer): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt16LE(name.length, 0);
  return buffer;
}

function centralEntry(fields: Buffer, name: Buffer, offset: number): Buffer {
  // Length of the comment, disk, internal attributes, external attributes, offset.
  const rest = Buffer.alloc(14);
  rest.writeUInt32LE(offset, 10);
  return Buffer.concat([header(0x02014b50, 20), fields, nameLength(name), rest, name]);
}

function endRecord(count: number, length: number, offset: number): Buffer {
  const buffer = Buffer.alloc(22);
  buffer.writeUInt32LE(0x06054b50, 0);
  buffer.writeUInt16LE(count, 8);
  buffer.writeUInt16LE(count, 10);
  buffer.writeUInt32LE(length, 12);
  buffer.writeUInt32LE(offset, 16);
  return buffer;
}
