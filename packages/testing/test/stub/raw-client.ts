// A minimal client for the stub's specs: envelopes in, envelopes out, every byte accessible. It creates and checks
// segments by itself, with zlib's CRC32, so that the stub is not tested with its own encoder.

import { connect, type Socket } from 'node:net';
import { crc32 } from 'node:zlib';

import { envelope, image, int, longString, short, string, type Part } from '../wire-image';

export interface RawEnvelope {
  readonly version: number;
  readonly flags: number;
  readonly streamId: number;
  readonly opcode: number;
  readonly body: Buffer;
}

export const opcodes = {
  ERROR: 0x00,
  STARTUP: 0x01,
  READY: 0x02,
  AUTHENTICATE: 0x03,
  OPTIONS: 0x05,
  SUPPORTED: 0x06,
  QUERY: 0x07,
  RESULT: 0x08,
  PREPARE: 0x09,
  EXECUTE: 0x0a,
  REGISTER: 0x0b,
  EVENT: 0x0c,
  AUTH_RESPONSE: 0x0f,
  AUTH_SUCCESS: 0x10,
} as const;

const crc32Seed = 0x44777ed3;

function headerChecksum(header: Buffer): number {
  let crc = 0x875060;
  for (const value of header) {
    crc ^= value << 16;
    for (let bit = 0; bit < 8; bit++) {
      crc = (crc << 1) ^ ((crc & 0x800000) === 0 ? 0 : 0x1974f0b);
    }
  }
  return crc;
}

export function segmentOf(payload: Buffer): Buffer {
  const header = Buffer.alloc(6);
  header.writeUIntLE(payload.length | (1 << 17), 0, 3);
  header.writeUIntLE(headerChecksum(header.subarray(0, 3)), 3, 3);
  const trailer = Buffer.alloc(4);
  trailer.writeUInt32LE(crc32(payload, crc32Seed));
  return Buffer.concat([header, payload, trailer]);
}

export class RawClient implements AsyncDisposable {
  /** All bytes that arrived. */
  received: Buffer = Buffer.alloc(0);
  /** The chunks that arrived. */
  readonly chunks: Buffer[] = [];
  /** The payloads of the segments that arrived, in order. */
  readonly segments: { readonly payload: Buffer; readonly isSelfContained: boolean }[] = [];
  readonly closed: Promise<'end' | 'reset'>;
  #usesSegments = false;
  #unread: Buffer = Buffer.alloc(0);
  #envelopeBytes: Buffer = Buffer.alloc(0);
  readonly #envelopes: RawEnvelope[] = [];
  #wake: () => void = () => undefined;
  #failure: Error | null = null;

  private constructor(readonly socket: Socket) {
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.#onData(chunk));
    this.closed = new Promise((resolve) => {
      let wasReset = false;
      socket.on('error', () => (wasReset = true));
      socket.on('close', () => {
        this.#failure ??= new Error('The connection was closed');
        this.#wake();
        resolve(wasReset ? 'reset' : 'end');
      });
    });
  }

  static connect(target: { readonly port: number; readonly address?: string }): Promise<RawClient> {
    return new Promise((resolve, reject) => {
      const socket = connect(target.port, target.address ?? '127.0.0.1', () => {
        socket.off('error', reject);
        resolve(new RawClient(socket));
      });
      socket.once('error', reject);
    });
  }

  /** Connects and performs the handshake. */
  static async ready(target: { readonly port: number; readonly address?: string }, version = 5): Promise<RawClient> {
    const client = await RawClient.connect(target);
    client.send(opcodes.STARTUP, [short(1), string('CQL_VERSION'), string('3.0.0')], { version });
    const { opcode } = await client.next();
    if (opcode !== opcodes.READY) {
      throw new Error(`STARTUP was answered with ${opcode}`);
    }
    if (version === 5) {
      client.useSegments();
    }
    return client;
  }

  useSegments(): void {
    this.#usesSegments = true;
  }

  send(opcode: number, body: readonly Part[], { streamId = 1, version = 5, flags = 0 } = {}): void {
    const bytes = envelope(version, flags, streamId, opcode, ...body);
    this.socket.write(this.#usesSegments ? segmentOf(bytes) : bytes);
  }

  query(text: string, { streamId = 1, version = 5, flags = 0 } = {}): void {
    const parameters = version === 5 ? int(0) : Buffer.from([0]);
    this.send(opcodes.QUERY, [longString(text), short(1), parameters], { streamId, version, flags });
  }

  async ask(opcode: number, body: readonly Part[], options?: { streamId?: number; version?: number }) {
    this.send(opcode, body, options);
    return await this.next();
  }

  async askQuery(text: string, options?: { streamId?: number; version?: number; flags?: number }) {
    this.query(text, options);
    return await this.next();
  }

  async next(): Promise<RawEnvelope> {
    for (;;) {
      const first = this.#envelopes.shift();
      if (first !== undefined) {
        return first;
      }
      if (this.#failure !== null) {
        throw this.#failure;
      }
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.socket.destroy();
    await this.closed;
  }

  #onData(chunk: Buffer): void {
    this.received = image(this.received, chunk);
    this.chunks.push(chunk);
    this.#unread = image(this.#unread, chunk);
    try {
      while (this.#usesSegments ? this.#takeSegment() : this.#takeBare());
    } catch (error) {
      this.#failure = error as Error;
      this.#unread = Buffer.alloc(0);
    }
    this.#wake();
  }

  #takeBare(): boolean {
    this.#envelopeBytes = image(this.#envelopeBytes, this.#unread);
    this.#unread = Buffer.alloc(0);
    const taken = this.#takeEnvelope();
    this.#unread = this.#envelopeBytes;
    this.#envelopeBytes = Buffer.alloc(0);
    // Bytes after READY are read once the test has called useSegments().
    return taken && this.#envelopes.at(-1)?.opcode !== opcodes.READY;
  }

  #takeSegment(): boolean {
    const bytes = this.#unread;
    if (bytes.length < 6) {
      return false;
    }
    if (bytes.readUIntLE(3, 3) !== headerChecksum(bytes.subarray(0, 3))) {
      throw new Error('Wrong CRC24');
    }
    const bits = bytes.readUIntLE(0, 3);
    const length = bits & 0x1ffff;
    if (bytes.length < 6 + length + 4) {
      return false;
    }
    const payload = bytes.subarray(6, 6 + length);
    if (bytes.readUInt32LE(6 + length) !== crc32(payload, crc32Seed)) {
      throw new Error('Wrong CRC32');
    }
    this.segments.push({ payload, isSelfContained: (bits & (1 << 17)) !== 0 });
    this.#unread = bytes.subarray(6 + length + 4);
    this.#envelopeBytes = image(this.#envelopeBytes, payload);
    while (this.#takeEnvelope());
    return true;
  }

  #takeEnvelope(): boolean {
    const bytes = this.#envelopeBytes;
    if (bytes.length < 9 || bytes.length < 9 + bytes.readInt32BE(5)) {
      return false;
    }
    const end = 9 + bytes.readInt32BE(5);
    this.#envelopes.push({
      version: bytes[0]!,
      flags: bytes[1]!,
      streamId: bytes.readInt16BE(2),
      opcode: bytes[4]!,
      body: bytes.subarray(9, end),
    });
    this.#envelopeBytes = bytes.subarray(end);
    return true;
  }
}
