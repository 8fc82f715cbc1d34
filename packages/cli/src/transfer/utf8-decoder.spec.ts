import { Readable } from 'node:stream';
import { Utf8Decoder } from './utf8-decoder';

async function decode(...chunks: readonly Uint8Array[]): Promise<string> {
  let text = '';
  for await (const part of Readable.from(chunks).pipe(new Utf8Decoder('rows.csv'))) text += String(part);
  return text;
}

const bytes = Buffer.from('\uFEFFünï 😀 \uFFFD');

it('decodes UTF-8, cut anywhere', async () => {
  for (let at = 0; at <= bytes.length; at++) {
    expect(await decode(bytes.subarray(0, at), bytes.subarray(at))).toBe(bytes.toString());
  }
});

it.each([
  ['Latin-1', Buffer.from('id,text\n1,\xfc\n', 'latin1')],
  ['UTF-16', Buffer.from('\uFEFFid', 'utf16le')],
  ['a text that is cut inside a character', bytes.subarray(0, -1)],
])('refuses %s, and names the file', async (_, wrong) => {
  await expect(decode(wrong)).rejects.toThrow('rows.csv is not a text in UTF-8');
});
