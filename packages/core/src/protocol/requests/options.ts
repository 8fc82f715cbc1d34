import { opcode } from '../opcode';
import type { Request } from './request';

/** Requests the supported options; also the heartbeat (v5 spec, section 4.1.3). Answered by SUPPORTED. */
export class Options implements Request {
  readonly opcode = opcode.options;

  encodeBody(): void {}
}
