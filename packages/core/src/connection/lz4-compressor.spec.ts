import { decodeResponse } from '../protocol/decode-response';
import { EnvelopeBuilder } from '../protocol/envelope-builder';
import { InboundStream } from '../protocol/inbound-stream';
import { opcode } from '../protocol/opcode';
import type { Response } from '../protocol/responses/response';
import { createLz4Compressor } from './lz4-compressor';

const hex = (digits: string): Buffer => Buffer.from(digits.replace(/\s/g, ''), 'hex');

describe('LZ4 in envelopes of v4', () => {
  it('reads what Apache Cassandra 3.11.19 sent: READY, the keyspace of a USE, rows', () => {
    // Origin: captured from the socket, after a STARTUP that asked for lz4. The row is 1, 'x', 2, 1h.
    const image = hex(`84 01 0001 02 00000005  00000000 00
      84 01 0002 08 00000011  0000000c c0000000030006776972653139
      84 01 0004 08 00000077  0000007f f01500000002000000010000000400067769726531390001740001610009000162000d0001630a00f5
      22640000002c6f72672e6170616368652e63617373616e6472612e64622e6d61727368616c2e4475726174696f6e547970655500025d002101
      786200026e00a0090000fc068c61714000`);
    const responses: Response[] = [];
    const stream = new InboundStream((envelope) => responses.push(decodeResponse(envelope)));
    stream.useEnvelopes(createLz4Compressor());
    stream.push(image);
    expect(responses).toMatchObject([
      { kind: 'ready' },
      { kind: 'setKeyspace', keyspace: 'wire19' },
      { kind: 'rows', rowCount: 1, columnCount: 4 },
    ]);
    const rows = responses[2] as Extract<Response, { kind: 'rows' }>;
    expect(rows.buffer.subarray(rows.rowsStart, rows.rowsEnd)).toEqual(
      hex('00000004 00000001  00000001 78  00000004 00000002  00000009 0000fc068c61714000'),
    );
  });

  it('writes what it reads', () => {
    const compressor = createLz4Compressor();
    const body = Buffer.alloc(10_000, 'a text that repeats. ');
    const builder = new EnvelopeBuilder(compressor);
    builder.beginEnvelope(1, opcode.query, 0);
    builder.writer.raw(body);
    builder.endEnvelope();
    const sent = Buffer.concat(builder.take());
    expect(sent.length).toBeLessThan(1000);
    sent[0] = 0x84;
    const bodies: Buffer[] = [];
    const stream = new InboundStream(({ buffer, bodyStart, bodyEnd }) =>
      bodies.push(buffer.subarray(bodyStart, bodyEnd)),
    );
    stream.useEnvelopes(compressor);
    stream.push(sent);
    expect(bodies).toHaveLength(1);
    expect(bodies[0]!.equals(body)).toBe(true);
  });
});
