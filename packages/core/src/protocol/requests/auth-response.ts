import type { ByteWriter } from '../byte-writer';
import { opcode } from '../opcode';
import type { Request } from './request';

/** The client's turn in a SASL exchange (v5 spec, section 4.1.2). Answered by AUTH_CHALLENGE, AUTH_SUCCESS or an error. */
export class AuthResponse implements Request {
  readonly opcode = opcode.authResponse;
  // Private: the token contains the password and must not appear in `util.inspect` or JSON.
  readonly #token: Buffer | null;

  constructor(token: Buffer | null) {
    this.#token = token;
  }

  encodeBody(writer: ByteWriter): void {
    writer.bytes(this.#token);
  }
}
