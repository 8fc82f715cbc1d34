import { UnreadableAnswerError } from '../../errors/unreadable-answer-error';
import { decodeResponse } from '../decode-response';
import { opcode } from '../opcode';
import { hex, int, short, shortBytes, string, wire } from '../wire-bytes.spec-support';
import { decodeBody, decodeSegments, expectKind } from './decode.spec-support';
import type { PreparedResponse } from './prepared';

const plain = { frozen: false, reversed: false };
const native = (code: number): object => ({ code, info: null, options: plain });
const column = (name: string, code: number): object => ({ keyspace: 'wire', table: 't', name, type: native(code) });

function decodePrepared(...body: Buffer[]): PreparedResponse {
  return expectKind(decodeBody(opcode.result, wire(int(4), ...body)), 'prepared');
}

const ids = wire(shortBytes(hex('01')), shortBytes(hex('02')));
const noResult = wire(int(0x04), int(0));

describe('a prepared statement', () => {
  it('is decoded as Apache Cassandra 5.0.8 sends it: a SELECT', () => {
    // Origin: captured from the socket: PREPARE of `SELECT d FROM wire.t WHERE b = ? AND a = ? AND c = ?`, key ((a, b), c).
    const prepared = decodeSegments(
      hex(`6f0002 0a9b44  85 00 0007 08 00000066  00000004  0010 f59c845630b16f526c3af8f1f5721c63
        0010 d8ee4b219f0f0b05e3df8ab6eb207364
        00000001 00000003 00000002 0001 0000  000477697265 000174  000162 000d  000161 0009  000163 0009
        00000001 00000001  000477697265 000174  000164 000d  66388d91`),
    );
    expect(prepared).toEqual({
      kind: 'prepared',
      id: hex('f59c845630b16f526c3af8f1f5721c63'),
      resultMetadataId: hex('d8ee4b219f0f0b05e3df8ab6eb207364'),
      flags: 1,
      variables: [column('b', 0x0d), column('a', 0x09), column('c', 0x09)],
      partitionKeyIndexes: [1, 0],
      resultColumns: [column('d', 0x0d)],
    });
  });

  it('is decoded as Apache Cassandra 5.0.8 sends it: an INSERT', () => {
    // Origin: captured from the socket, the body without its warning.
    const prepared = decodePrepared(
      hex(`0010 fb3daddff822688af75b4bf5decb5636  0010 d41d8cd98f00b204e9800998ecf8427e
        00000001 00000004 00000002 0000 0001  000477697265 000174
        000161 0009  000162 000d  000163 0009  000164 000d  00000004 00000000`),
    );
    expect(prepared).toMatchObject({
      variables: [column('a', 0x09), column('b', 0x0d), column('c', 0x09), column('d', 0x0d)],
      partitionKeyIndexes: [0, 1],
      resultColumns: null,
    });
  });

  it('may have no variables', () => {
    expect(decodePrepared(ids, int(0), int(0), int(0), noResult)).toMatchObject({
      id: hex('01'),
      resultMetadataId: hex('02'),
      variables: [],
      partitionKeyIndexes: [],
      resultColumns: null,
    });
  });

  it('outlives the receive buffer', () => {
    const buffer = wire(int(4), ids, int(0), int(0), int(0), noResult);
    const envelope = {
      version: 5,
      flags: 0,
      streamId: 0,
      opcode: opcode.result,
      buffer,
      bodyStart: 0,
      skippedBytes: 0,
    };
    const prepared = decodeResponse({ ...envelope, bodyEnd: buffer.length });
    buffer.fill(0xff);
    expect(prepared).toMatchObject({ id: hex('01'), resultMetadataId: hex('02') });
  });

  const oneVariable = wire(string('wire'), string('t'), string('a'), short(9));

  it.each([
    ['an id that is cut', hex('00 10 01'), 'The message ends inside the id of a prepared statement'],
    [
      'more variables than the rest can hold',
      wire(ids, int(1), int(1000), int(0)),
      '1000 cannot be the number of columns',
    ],
    [
      'more partition key columns than the rest can hold',
      wire(ids, int(1), int(1), int(40), oneVariable),
      '40 cannot be the size of the partition key',
    ],
    [
      'a partition key column that is no variable',
      wire(ids, int(1), int(1), int(1), short(1), oneVariable, noResult),
      'A partition key column is variable 1 of a statement that has 1',
    ],
    ['no result metadata', wire(ids, int(1), int(1), int(0), oneVariable), 'inside the flags of the result metadata'],
  ])('is refused with %s', (_, body, message) => {
    expect(() => decodePrepared(body)).toThrow(UnreadableAnswerError);
    expect(() => decodePrepared(body)).toThrow(message);
  });
});
