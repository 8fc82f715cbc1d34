// What v4 answers otherwise than v5. Origin of the layouts: v4 spec, sections 4.2.5 and 9, unless a case says that it was captured.
import type { ServerResponseError } from '../../errors/server-errors';
import { UnreadableAnswerError } from '../../errors/unreadable-answer-error';
import { opcode } from '../opcode';
import { byte, bytes, hex, int, short, shortBytes, string, wire } from '../wire-bytes.spec-support';
import { decodeBodyV4, decodeEnvelopes, expectKind } from './decode.spec-support';

const plain = { frozen: false, reversed: false };
const columns = wire(string('ks'), string('t'), string('a'), short(0x09));
const intColumn = { keyspace: 'ks', table: 't', name: 'a', type: { code: 0x09, info: null, options: plain } };

function decodeError(code: number, ...more: Buffer[]): ServerResponseError {
  const { error } = expectKind(decodeBodyV4(opcode.error, wire(int(code), string('No'), ...more)), 'error');
  return error as ServerResponseError;
}

const column = (name: string, code: number): object => ({
  keyspace: 'wire19',
  table: 't',
  name,
  type: { code, info: null, options: plain },
});

describe('a prepared statement of v4', () => {
  it('is decoded as Apache Cassandra 3.11.19 sends it: a SELECT', () => {
    // Origin: captured from the socket: PREPARE of `SELECT c,d FROM wire19.t WHERE b=? AND a=? AND c=?`, key ((a, b), c), d a duration.
    const prepared = decodeEnvelopes(
      hex(`84 00 0007 08 0000008b  00000004  0010 ecb0ecf86e717c78e7e5d382675efcea
        00000001 00000003 00000002 0001 0000  0006776972653139 000174  000162 000d  000161 0009  000163 0009
        00000001 00000002  0006776972653139 000174  000163 0009
        000164 0000 002c 6f72672e6170616368652e63617373616e6472612e64622e6d61727368616c2e4475726174696f6e54797065`),
    );
    expect(prepared).toEqual({
      kind: 'prepared',
      id: hex('ecb0ecf86e717c78e7e5d382675efcea'),
      resultMetadataId: hex(''),
      flags: 1,
      variables: [column('b', 0x0d), column('a', 0x09), column('c', 0x09)],
      partitionKeyIndexes: [1, 0],
      resultColumns: [column('c', 0x09), column('d', 0x15)],
    });
  });

  it('is decoded as Apache Cassandra 3.11.19 sends it: an INSERT', () => {
    // Origin: captured from the socket.
    const prepared = decodeEnvelopes(
      hex(`84 00 0008 08 00000048  00000004  0010 40ec0253f8ba1440e435784091500153
        00000001 00000003 00000002 0000 0001  0006776972653139 000174  000161 0009  000162 000d  000163 0009
        00000004 00000000`),
    );
    expect(prepared).toMatchObject({
      id: hex('40ec0253f8ba1440e435784091500153'),
      variables: [column('a', 0x09), column('b', 0x0d), column('c', 0x09)],
      partitionKeyIndexes: [0, 1],
      resultColumns: null,
    });
  });

  it('has no id of its metadata', () => {
    const body = wire(int(4), shortBytes(hex('01 02')), int(0x01), int(1), int(1), short(0), columns);
    expect(decodeBodyV4(opcode.result, wire(body, int(0x01), int(1), columns))).toEqual({
      kind: 'prepared',
      id: hex('01 02'),
      resultMetadataId: hex(''),
      flags: 1,
      variables: [intColumn],
      partitionKeyIndexes: [0],
      resultColumns: [intColumn],
    });
    expect(decodeBodyV4(opcode.result, wire(body, int(0x04), int(0)))).toMatchObject({ resultColumns: null });
  });
});

describe('rows of v4', () => {
  it('are decoded as Apache Cassandra 3.11.19 sends them', () => {
    // Origin: captured from the socket: `SELECT a,b,c,d FROM wire19.t WHERE a=1 AND b='x'`.
    const rows = decodeEnvelopes(
      hex(`84 00 0006 08 0000007f  00000002 00000001 00000004  0006776972653139 000174
        000161 0009  000162 000d  000163 0009
        000164 0000 002c 6f72672e6170616368652e63617373616e6472612e64622e6d61727368616c2e4475726174696f6e54797065
        00000001  00000004 00000001  00000001 78  00000004 00000002  00000009 0000fc068c61714000`),
    );
    expect(rows).toMatchObject({
      kind: 'rows',
      columns: [column('a', 0x09), column('b', 0x0d), column('c', 0x09), column('d', 0x15)],
      rowCount: 1,
      pagingState: null,
    });
  });

  it('describe their columns', () => {
    const rows = decodeBodyV4(
      opcode.result,
      wire(int(2), int(0x03), int(1), bytes(hex('0a')), columns, int(1), bytes(int(7))),
    );
    expect(rows).toMatchObject({ kind: 'rows', columns: [intColumn], rowCount: 1, pagingState: hex('0a') });
  });

  it.each([0x04, 0x06])('are refused where they do not, which was not asked for: flags 0x%s', (flags) => {
    const state = flags & 0x02 ? bytes(hex('0a')) : hex('');
    const body = wire(int(2), int(flags), int(1), state, int(1), bytes(int(7)));
    expect(() => decodeBodyV4(opcode.result, body)).toThrow(UnreadableAnswerError);
    expect(() => decodeBodyV4(opcode.result, body)).toThrow('The answer has rows but does not describe their columns');
  });
});

describe('an error of v4', () => {
  it('is decoded as Apache Cassandra 3.11.19 sends it', () => {
    // Origin: captured from the socket: `USE nosuch`; a table that exists; and OPTIONS of v5, refused in v5.
    const refusals = [
      '84 00 0009 00 00000026  00002200 0020 4b6579737061636520276e6f737563682720646f6573206e6f74206578697374',
      `84 00 000a 00 0000004b  00002400 003a 43616e6e6f742061646420616c7265616479206578697374696e67207461626c65
        2022742220746f206b657973706163652022776972653139 22 0006776972653139 000174`,
      `85 10 0000 00 0000004f  0000000a 0049 426574612076657273696f6e206f66207468652070726f746f636f6c20757365642028
        352f76352d62657461292c20627574205553455f4245544120666c616720697320756e736574`,
    ];
    const errors = refusals.map((image) => expectKind(decodeEnvelopes(hex(image)), 'error').error);
    expect(errors[0]).toMatchObject({ name: 'InvalidRequestError', message: "Keyspace 'nosuch' does not exist" });
    expect(errors[1]).toMatchObject({ name: 'AlreadyExistsError', keyspace: 'wire19', table: 't' });
    expect(errors[2]).toMatchObject({
      name: 'ServerProtocolError',
      message: 'Beta version of the protocol used (5/v5-beta), but USE_BETA flag is unset',
    });
  });

  const counts = wire(short(0x0006), int(1), int(2));
  const countFields = { consistency: 6, consistencies: 6, received: 1, required: 2, blockFor: 2 };

  it('says how many replicas failed to read, not why', () => {
    const error = decodeError(0x1300, counts, int(3), byte(1));
    expect(error).toMatchObject({
      name: 'ReadFailureError',
      ...countFields,
      failures: 3,
      reasons: {},
      isDataPresent: true,
    });
    expect(error.message).toBe('No (consistency LOCAL_QUORUM, 1 of 2 replicas answered, 3 failed)');
  });

  it('says how many replicas failed to write, not why', () => {
    const error = decodeError(0x1500, counts, int(1), string('UNLOGGED_BATCH'));
    expect(error).toMatchObject({
      name: 'WriteFailureError',
      ...countFields,
      failures: 1,
      reasons: {},
      writeType: 'UNLOGGED_BATCH',
    });
  });

  it('counts no contentions of a conditional write', () => {
    const error = decodeError(0x1100, counts, string('CAS'));
    expect(error).toMatchObject({
      name: 'WriteTimeoutError',
      ...countFields,
      writeType: 'CAS',
      contentions: undefined,
    });
  });

  it('is what its code says where no class is for it: a rate limit of ScyllaDB', () => {
    const error = decodeError(0xf000, byte(1), byte(0));
    expect(error).toMatchObject({ name: 'ServerResponseError', code: 0xf000 });
  });
});
