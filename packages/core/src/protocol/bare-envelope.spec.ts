import { encodeBareEnvelope } from './bare-envelope';
import { opcode } from './opcode';
import { Options } from './requests/options';
import { Prepare } from './requests/prepare';
import { Startup } from './requests/startup';
import { hex, int, longString, request, stringMap } from './wire-bytes.spec-support';

describe('encodeBareEnvelope', () => {
  it('encodes OPTIONS: nothing but a header', () => {
    // Origin: v5 spec, sections 2.4 and 4.1.3.
    expect(encodeBareEnvelope(new Options(), 5, 0)).toEqual(hex('05 00 00 00 05 00 00 00 00'));
    // Origin: v4 spec, sections 2 and 4.1.3.
    expect(encodeBareEnvelope(new Options(), 4, 0)).toEqual(hex('04 00 00 00 05 00 00 00 00'));
  });

  it('encodes a body that needs more room than is there at first', () => {
    const options = { CQL_VERSION: '3.0.0', APPLICATION_NAME: 'x'.repeat(1000) };
    expect(encodeBareEnvelope(new Startup(options), 5, 0x0123)).toEqual(
      request({ opcode: opcode.startup, streamId: 0x0123 }, stringMap(...Object.entries(options))),
    );
  });

  it('encodes the body that the version has', () => {
    expect(encodeBareEnvelope(new Prepare('SELECT'), 4, 1)).toEqual(
      request({ opcode: opcode.prepare, streamId: 1, version: 0x04 }, longString('SELECT')),
    );
    expect(encodeBareEnvelope(new Prepare('SELECT'), 5, 1)).toEqual(
      request({ opcode: opcode.prepare, streamId: 1 }, longString('SELECT'), int(0)),
    );
  });
});
