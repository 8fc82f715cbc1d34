import { errors } from 'cassandra-driver';
import { AsyncCassandraError, AuthenticationError } from '../../errors/async-cassandra-error';
import { UnreadableAnswerError } from '../../errors/unreadable-answer-error';
import { ServerResponseError } from '../../errors/server-errors';
import { opcode } from '../opcode';
import { byte, hex, int, short, shortBytes, string, stringList, wire } from '../wire-bytes.spec-support';
import { decodeBody, decodeSegments, expectKind } from './decode.spec-support';

function decodeError(code: number, ...more: Buffer[]): ServerResponseError | AuthenticationError {
  return expectKind(decodeBody(opcode.error, wire(int(code), string('No'), ...more)), 'error').error;
}

const counts = wire(short(0x0006), int(1), int(2));
const countFields = { consistency: 6, consistencies: 6, received: 1, required: 2, blockFor: 2 };
const reasonMap = wire(
  int(2),
  byte(4),
  hex('7f 00 00 01'),
  short(1),
  byte(16),
  hex('20010db8 00000000 00000000 00000002'),
  short(0),
);
const reasonFields = { failures: 2, reasons: { '127.0.0.1': 1, '2001:db8::2': 0 } };

// Origin of the layouts: v5 spec, section 8.
const cases: { code: number; name: string; more?: Buffer; fields?: object; message?: string }[] = [
  { code: 0x0000, name: 'ServerError' },
  { code: 0x000a, name: 'ServerProtocolError' },
  {
    code: 0x1000,
    name: 'UnavailableError',
    more: wire(short(0x0004), int(3), int(2)),
    fields: { consistency: 4, consistencies: 4, required: 3, alive: 2 },
    message: 'No (consistency QUORUM, 3 required, 2 alive)',
  },
  { code: 0x1001, name: 'OverloadedError' },
  { code: 0x1002, name: 'BootstrappingError' },
  { code: 0x1003, name: 'TruncateError' },
  {
    code: 0x1100,
    name: 'WriteTimeoutError',
    more: wire(counts, string('SIMPLE')),
    fields: { ...countFields, writeType: 'SIMPLE', contentions: undefined },
    message: 'No (consistency LOCAL_QUORUM, 1 of 2 replicas answered, write type SIMPLE)',
  },
  {
    code: 0x1100,
    name: 'WriteTimeoutError',
    more: wire(counts, string('CAS'), short(7)),
    fields: { ...countFields, writeType: 'CAS', contentions: 7 },
    message: 'No (consistency LOCAL_QUORUM, 1 of 2 replicas answered, write type CAS)',
  },
  {
    code: 0x1200,
    name: 'ReadTimeoutError',
    more: wire(counts, byte(0)),
    fields: { ...countFields, isDataPresent: false },
    message: 'No (consistency LOCAL_QUORUM, 1 of 2 replicas answered, none with data)',
  },
  {
    code: 0x1200,
    name: 'ReadTimeoutError',
    more: wire(counts, byte(1)),
    fields: { ...countFields, isDataPresent: true },
    message: 'No (consistency LOCAL_QUORUM, 1 of 2 replicas answered)',
  },
  {
    code: 0x1300,
    name: 'ReadFailureError',
    more: wire(counts, reasonMap, byte(1)),
    fields: { ...countFields, ...reasonFields, isDataPresent: true },
    message: 'No (consistency LOCAL_QUORUM, 1 of 2 replicas answered, 2 failed)',
  },
  {
    code: 0x1400,
    name: 'FunctionFailureError',
    more: wire(string('ks'), string('f'), stringList('int', 'text')),
    fields: { keyspace: 'ks', functionName: 'f', argTypes: ['int', 'text'] },
  },
  {
    code: 0x1500,
    name: 'WriteFailureError',
    more: wire(counts, reasonMap, string('BATCH')),
    fields: { ...countFields, ...reasonFields, writeType: 'BATCH' },
    message: 'No (consistency LOCAL_QUORUM, 1 of 2 replicas answered, 2 failed, write type BATCH)',
  },
  { code: 0x1600, name: 'CdcWriteFailureError' },
  {
    code: 0x1700,
    name: 'CasWriteUnknownError',
    more: counts,
    fields: countFields,
    message: 'No (consistency LOCAL_QUORUM, 1 of 2 replicas answered)',
  },
  { code: 0x2000, name: 'CqlSyntaxError' },
  { code: 0x2100, name: 'UnauthorizedError' },
  { code: 0x2200, name: 'InvalidRequestError' },
  { code: 0x2300, name: 'ConfigError' },
  {
    code: 0x2400,
    name: 'AlreadyExistsError',
    more: wire(string('ks'), string('t')),
    fields: { keyspace: 'ks', table: 't' },
  },
  {
    code: 0x2400,
    name: 'AlreadyExistsError',
    more: wire(string('ks'), string('')),
    fields: { keyspace: 'ks', table: undefined },
  },
  {
    code: 0x2500,
    name: 'UnpreparedError',
    more: shortBytes(hex('00112233')),
    fields: { id: hex('00112233'), queryId: hex('00112233') },
  },
];

describe('an error of the server', () => {
  it.each(cases)(
    'of code $code is a $name with its fields',
    ({ code, name, more = hex(''), fields = {}, message = 'No' }) => {
      const error = decodeError(code, more);
      expect(error).toBeInstanceOf(errors.ResponseError);
      expect(error).toBeInstanceOf(ServerResponseError);
      expect(error).not.toBeInstanceOf(AsyncCassandraError);
      expect(error.constructor.name).toBe(name);
      expect({ ...error }).toEqual({ info: expect.any(String) as unknown, code, name, message, ...fields });
    },
  );

  it.each(cases.filter(({ more }) => more !== undefined))(
    'of code $code is refused when it is cut',
    ({ code, more }) => {
      for (let length = 0; length < more!.length; length++) {
        expect(() => decodeError(code, more!.subarray(0, length))).toThrow(UnreadableAnswerError);
      }
    },
  );

  it('of a code that v5 does not have is still a ResponseError', () => {
    const error = decodeError(0x1800, hex('00112233445566778899aabbccddeeff'));
    expect(error).toBeInstanceOf(errors.ResponseError);
    expect(error).toMatchObject({ code: 0x1800, name: 'ServerResponseError', message: 'No' });
  });

  it('of code 256 is our AuthenticationError with the message of the server', () => {
    const error = decodeError(0x0100);
    expect(error).toBeInstanceOf(AuthenticationError);
    expect(error).toMatchObject({ code: 'AUTHENTICATION_FAILED', message: 'No' });
  });

  it.each([-1, 0x7fff_ffff, 3])('is refused with %d failures that cannot be there', (failures) => {
    expect(() => decodeError(0x1300, counts, int(failures), byte(4), hex('7f000001'), short(1))).toThrow(
      `${failures} cannot be the number of failures`,
    );
  });

  // Origin: captured from the socket of Apache Cassandra 5.0.8.
  it.each([
    {
      what: 'CREATE KEYSPACE of one that exists',
      image: hex(`3a0002 736183 85 00 0007 00 00000031 00002400 0023
        43616e6e6f7420616464206578697374696e67206b6579737061636520227769726522
        0004776972650000 3b768809`),
      error: { name: 'AlreadyExistsError', code: 0x2400, keyspace: 'wire', table: undefined },
    },
    {
      what: 'CREATE TABLE of one that exists',
      image: hex(`500002 60635d 85 00 0007 00 00000047 00002400 0038
        43616e6e6f742061646420616c7265616479206578697374696e67207461626c652022742220746f206b6579737061636520227769726522
        000477697265000174 9f6ca0ce`),
      error: { name: 'AlreadyExistsError', code: 0x2400, keyspace: 'wire', table: 't' },
    },
    {
      what: '`SELEC`',
      image: hex(`480002 1ac0eb 85 00 0007 00 0000003f 00002000 0039
        6c696e6520313a30206e6f20766961626c6520616c7465726e617469766520617420696e707574202753454c45432720285b53454c45435d29
         e72b64bd`),
      error: {
        name: 'CqlSyntaxError',
        code: 0x2000,
        message: "line 1:0 no viable alternative at input 'SELEC' ([SELEC])",
      },
    },
    {
      what: 'SELECT from a table that does not exist',
      image: hex(`280002 ef9c88 85 00 0007 00 0000001f 00002200 0019
        7461626c65206e6f706520646f6573206e6f74206578697374
         32ec0b79`),
      error: { name: 'InvalidRequestError', code: 0x2200, message: 'table nope does not exist' },
    },
    {
      what: 'an INSERT at consistency TWO on one node',
      image: hex(`3d0002 300e0d 85 00 0007 00 00000034 00001000 0024
        43616e6e6f74206163686965766520636f6e73697374656e6379206c6576656c2054574f
        00020000000200000001 bf82f9a1`),
      error: { name: 'UnavailableError', code: 0x1000, consistency: 2, required: 2, alive: 1 },
    },
    {
      what: 'a function that divides by zero',
      image: hex(`4a0002 2a003b 85 00 0007 00 00000041 00001400 0028
        6a6176612e6c616e672e41726974686d65746963457863657074696f6e3a202f206279207a65726f
        0004776972650004626f6f6d00010003696e74 e79a22a5`),
      error: { name: 'FunctionFailureError', keyspace: 'wire', functionName: 'boom', argTypes: ['int'] },
    },
  ])('is decoded as it is sent: $what', ({ image, error }) => {
    expect(decodeSegments(image)).toMatchObject({ kind: 'error', error });
  });
});
