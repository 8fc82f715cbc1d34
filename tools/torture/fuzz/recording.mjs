// The recorded bytes of a real Cassandra, kept in the repository so that replays need no server.
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';

const file = path.join(import.meta.dirname, 'recording.json');
const pack = (bytes) => brotliCompressSync(bytes).toString('base64');
const unpack = (text) => brotliDecompressSync(Buffer.from(text, 'base64'));

export async function writeRecording({ recorded, ...rest }) {
  const packed = recorded.map(({ handshake, answer, ...scene }) => ({
    ...scene,
    handshake: pack(handshake),
    answer: pack(answer),
  }));
  await writeFile(file, `${JSON.stringify({ ...rest, recorded: packed }, null, 2)}\n`);
}

export function readRecording() {
  const { recorded, ...rest } = JSON.parse(readFileSync(file, 'utf8'));
  return {
    ...rest,
    recorded: recorded.map(({ handshake, answer, ...scene }) => ({
      ...scene,
      handshake: unpack(handshake),
      answer: unpack(answer),
    })),
  };
}
