import { encodeBareEnvelope } from './bare-envelope';
import { opcode } from './opcode';
import { Options } from './requests/options';
import { Startup } from './requests/startup';
import { hex, request, stringMap } from './wire-bytes.spec-support';

describe('encodeBareEnvelope', () => {
  it('encodes OPTIONS: nothing but a header', () => {
    // Origin: v5 spec, sections 2.4 and 4.1.3.
    expect(encodeBareEnvelope(new Options(), 0)).toEqual(hex('05 00 00 00 05 00 00 00 00'));
  });

  it('encodes a body that needs more room than is there at first', () => {
    const options = { CQL_VERSION: '3.0.0', APPLICATION_NAME: 'x'.repeat(1000) };
    expect(encodeBareEnvelope(new Startup(options), 0x0123)).toEqual(
      request({ opcode: opcode.startup, streamId: 0x0123 }, stringMap(...Object.entries(options))),
    );
  });
});
