import { ProtocolError } from '../errors/protocol-error';
import { opcode } from './opcode';
import { decodeSegments } from './responses/decode.spec-support';
import type { Response } from './responses/response';
import { bytes, hex, int, response, segment, short, string, stringList, wire } from './wire-bytes.spec-support';

function decode(code: number, body: Buffer, flags = 0): Response {
  return decodeSegments(segment(response({ opcode: code, flags }, body)));
}

describe('decodeResponse', () => {
  it('decodes READY', () => {
    expect(decode(opcode.ready, hex(''))).toEqual({ kind: 'ready' });
  });

  it('decodes AUTHENTICATE', () => {
    expect(decode(opcode.authenticate, string('org.apache.cassandra.auth.PasswordAuthenticator'))).toEqual({
      kind: 'authenticate',
      authenticator: 'org.apache.cassandra.auth.PasswordAuthenticator',
    });
  });

  it('decodes AUTH_CHALLENGE and AUTH_SUCCESS, with a token and without', () => {
    expect(decode(opcode.authChallenge, bytes(hex('01')))).toEqual({ kind: 'authChallenge', token: hex('01') });
    expect(decode(opcode.authChallenge, bytes(null))).toEqual({ kind: 'authChallenge', token: null });
    expect(decode(opcode.authSuccess, bytes(hex('01')))).toEqual({ kind: 'authSuccess', token: hex('01') });
    expect(decode(opcode.authSuccess, bytes(null))).toEqual({ kind: 'authSuccess', token: null });
  });

  it('decodes SUPPORTED', () => {
    // Origin: captured from Apache Cassandra 5.0.8, without the header.
    const body =
      hex(`0003 001150524f544f434f4c5f56455253494f4e53 0004 0004332f7633 0004342f7634 0004352f7635 0009362f76362d62657461
      000b434f4d5052455353494f4e 0002 0006736e61707079 00036c7a34
      000b43514c5f56455253494f4e 0001 0005332e342e37`);
    expect(decode(opcode.supported, body)).toEqual({
      kind: 'supported',
      options: {
        PROTOCOL_VERSIONS: ['3/v3', '4/v4', '5/v5', '6/v6-beta'],
        COMPRESSION: ['snappy', 'lz4'],
        CQL_VERSION: ['3.4.7'],
      },
    });
  });

  it('decodes a void result', () => {
    // Origin: captured from Apache Cassandra 5.0.8: the answer to an INSERT.
    expect(decodeSegments(hex('0d0002 cf07f7 85 00 0007 08 00000004 00000001 5933abf0'))).toEqual({ kind: 'void' });
  });

  it('decodes the keyspace of a USE', () => {
    // Origin: captured from Apache Cassandra 5.0.8.
    const image = hex('130002 eeaba7 85 00 0007 08 0000000a 00000003 000477697265 d8ad3af2');
    expect(decodeSegments(image)).toEqual({ kind: 'setKeyspace', keyspace: 'wire' });
  });

  it('ignores what a later server may add at the end', () => {
    expect(decode(opcode.result, wire(int(3), string('ks'), hex('de ad')))).toEqual({
      kind: 'setKeyspace',
      keyspace: 'ks',
    });
  });

  it.each([0x01, 0x04, 0x05, 0x07, 0x09, 0x0a, 0x0b, 0x0d, 0x0f, 0x11, 0xff])(
    'refuses opcode 0x%s, which is not that of a response',
    (code) => {
      const hexCode = code.toString(16).padStart(2, '0');
      expect(() => decode(code, hex(''))).toThrow(ProtocolError);
      expect(() => decode(code, hex(''))).toThrow(`0x${hexCode} is not the opcode of a response`);
    },
  );

  it.each([0, 6, -1])('refuses a result of kind %d', (kind) => {
    expect(() => decode(opcode.result, int(kind))).toThrow(`${kind} is not a kind of result`);
  });
});

describe('what comes before a response', () => {
  const tracingId = hex('2d03f9e0 e7dd 11f1 b178 7b4b63d03deb');
  const warnings = ['Aggregation query used without partition key', 'another'];
  const payload = wire(short(2), string('key'), bytes(hex('01 02')), string('none'), bytes(null));
  const customPayload = { key: hex('01 02'), none: null };

  it.each([
    { flags: 0x00, before: hex(''), extras: undefined },
    { flags: 0x01, before: hex(''), extras: undefined },
    { flags: 0x02, before: tracingId, extras: { tracingId } },
    { flags: 0x08, before: stringList(...warnings), extras: { warnings } },
    { flags: 0x04, before: payload, extras: { customPayload } },
    {
      flags: 0x0e,
      before: wire(tracingId, stringList(...warnings), payload),
      extras: { tracingId, warnings, customPayload },
    },
  ])('is decoded by the flags $flags', ({ flags, before, extras }) => {
    expect(decode(opcode.result, wire(before, int(1)), flags)).toEqual({ kind: 'void', extras });
    expect(decode(opcode.ready, before, flags)).toEqual({ kind: 'ready', extras });
    const error = decode(opcode.error, wire(before, int(0), string('no')), flags);
    expect(error).toMatchObject({ kind: 'error' });
    expect(error.extras).toEqual(extras);
  });

  it('is decoded as Apache Cassandra 5.0.8 sends it: a trace, a warning', () => {
    // Origin: captured from the socket.
    const traced = hex(`400002 cc5e86  85 02 0007 08 00000037  2d03f9e0e7dd11f1b1787b4b63d03deb
      00000002 00000001 00000001 000477697265 000174 000164 000d  00000002 00000001 79 ffffffff  d809d692`);
    expect(decodeSegments(traced)).toMatchObject({ kind: 'rows', rowCount: 2, extras: { tracingId } });
    const warned = hex(`670002 dc0529  85 08 0007 08 0000005e  0001 002c
      4167677265676174696f6e2071756572792075736564207769 74686f757420706172746974696f6e206b6579
      00000002 00000001 00000001 000477697265 000174 0005636f756e74 0002  00000001 00000008 0000000000000002  21fcb222`);
    expect(decodeSegments(warned)).toMatchObject({ kind: 'rows', rowCount: 1, extras: { warnings: [warnings[0]] } });
  });

  it('is named where it is cut', () => {
    expect(() => decode(opcode.result, hex('00 11'), 0x02)).toThrow('The message ends inside the tracing id');
    expect(() => decode(opcode.result, hex('00 01'), 0x08)).toThrow('The message ends inside the warnings');
    expect(() => decode(opcode.result, wire(short(1), string('k'), int(9)), 0x04)).toThrow(
      'The message ends inside the custom payload',
    );
  });
});
