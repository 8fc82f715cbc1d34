import type { ByteReader } from '../byte-reader';
import type { ResponseExtras } from './response-extras';

/** The server's turn in a SASL exchange (v5 spec, section 4.2.7). */
export interface AuthChallengeResponse {
  readonly kind: 'authChallenge';
  readonly token: Buffer | null;
  readonly extras?: ResponseExtras;
}

export function decodeAuthChallenge(reader: ByteReader, extras: ResponseExtras | undefined): AuthChallengeResponse {
  const token = reader.bytes('the token of the challenge');
  return { kind: 'authChallenge', token: token && Buffer.from(token), extras };
}
