// For specs of single responses: decodes the body of an envelope, or captured segments, to the response: whole, byte
// by byte, and cut at every boundary.
import { isDeepStrictEqual } from 'node:util';
import { decodeResponse } from '../decode-response';
import type { Envelope } from '../envelope';
import { InboundStream } from '../inbound-stream';
import { cuts, response, segment } from '../wire-bytes.spec-support';
import type { Response } from './response';

type Kind = Response['kind'];

/** Longer images are not cut at each of their bytes, which would take too long. */
const maxCutLength = 1000;

export function decodeBody(opcode: number, body: Buffer): Response {
  return decodeSegments(segment(response({ opcode }, body)));
}

/** Decodes the body as a server of v4 sends it. */
export function decodeBodyV4(opcode: number, body: Buffer): Response {
  return decodeEnvelopes(response({ opcode, version: 0x84 }, body));
}

/** Decodes the last response in a server's segments. */
export function decodeSegments(image: Buffer): Response {
  return decodeImage(image, (stream) => stream.useSegments());
}

/** Decodes the last response in a server's bare envelopes of v4. */
export function decodeEnvelopes(image: Buffer): Response {
  return decodeImage(image, (stream) => stream.useEnvelopes());
}

function decodeImage(image: Buffer, begin: (stream: InboundStream) => void): Response {
  const whole = decodeChunks([image], begin);
  for (const { how, chunks } of image.length > maxCutLength ? [] : cuts(image)) {
    if (!isDeepStrictEqual(plain(decodeChunks(chunks, begin)), plain(whole))) {
      throw new Error(`Decoded differently when the stream comes ${how}`);
    }
  }
  return whole;
}

function decodeChunks(chunks: Buffer[], begin: (stream: InboundStream) => void): Response {
  const envelopes: Envelope[] = [];
  const stream = new InboundStream((envelope) => envelopes.push(envelope));
  begin(stream);
  for (const chunk of chunks) stream.push(Buffer.concat([chunk]));
  return decodeResponse(envelopes.at(-1)!);
}

/** Replaces the positions of rows, which depend on the chunk, by their bytes. */
function plain(response: Response): unknown {
  if (response.kind !== 'rows') return response;
  const { buffer, rowsStart, rowsEnd, ...rest } = response;
  return { ...rest, rows: buffer.toString('hex', rowsStart, rowsEnd) };
}

export function expectKind<K extends Kind>(response: Response, kind: K): Extract<Response, { kind: K }> {
  if (response.kind !== kind) throw new Error(`Decoded as ${response.kind}, not as ${kind}`);
  return response as Extract<Response, { kind: K }>;
}
