import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Envelopes, opcodes } from './envelopes.mjs';

function envelope({ streamId, flags = 0, opcode = opcodes.result, body }) {
  const header = Buffer.alloc(9);
  header.writeUInt8(0x85, 0);
  header.writeUInt8(flags, 1);
  header.writeInt16BE(streamId, 2);
  header.writeUInt8(opcode, 4);
  header.writeUInt32BE(body.length, 5);
  return Buffer.concat([header, body]);
}

/** The checksums stay zero: they are not read. */
function segment(payload, isSelfContained = true) {
  const header = Buffer.alloc(6);
  header.writeUIntLE(payload.length + (isSelfContained ? 0x20000 : 0), 0, 3);
  return Buffer.concat([header, payload, Buffer.alloc(4)]);
}

const first = envelope({ streamId: 1, body: Buffer.from('one') });
const second = envelope({ streamId: 300, opcode: opcodes.error, body: Buffer.alloc(0) });

function read(pieces, isFramed = false) {
  const envelopes = new Envelopes();
  envelopes.isFramed = isFramed;
  return pieces
    .flatMap((bytes) => [...envelopes.read(bytes)])
    .map(({ body, ...rest }) => ({ ...rest, body: `${body}` }));
}

const expected = [
  { streamId: 1, opcode: opcodes.result, body: 'one' },
  { streamId: 300, opcode: opcodes.error, body: '' },
];

it('reads bare envelopes, wherever the bytes are split', () => {
  const bytes = Buffer.concat([first, second]);
  for (let at = 0; at <= bytes.length; at += 1)
    assert.deepEqual(read([bytes.subarray(0, at), bytes.subarray(at)]), expected);
});

it('reads envelopes in segments, and one that needs several', () => {
  const together = segment(Buffer.concat([first, second]));
  for (let at = 0; at <= together.length; at += 1)
    assert.deepEqual(read([together.subarray(0, at), together.subarray(at)], true), expected);
  const apart = [first.subarray(0, 4), first.subarray(4)].map((part) => segment(part, false));
  assert.deepEqual(read([Buffer.concat([...apart, segment(second)])], true), expected);
});

it('leaves out the warnings before a body', () => {
  const warnings = Buffer.from('\0\x02\0\x01a\0\x02bc');
  const warned = envelope({ streamId: 1, flags: 0x08, body: Buffer.concat([warnings, Buffer.from('one')]) });
  assert.deepEqual(read([warned]), expected.slice(0, 1));
});
