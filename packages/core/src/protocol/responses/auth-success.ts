import type { ByteReader } from '../byte-reader';
import type { ResponseExtras } from './response-extras';

/** The SASL exchange succeeded (v5 spec, section 4.2.8). */
export interface AuthSuccessResponse {
  readonly kind: 'authSuccess';
  readonly token: Buffer | null;
  readonly extras?: ResponseExtras;
}

export function decodeAuthSuccess(reader: ByteReader, extras: ResponseExtras | undefined): AuthSuccessResponse {
  const token = reader.bytes('the token of the success');
  return { kind: 'authSuccess', token: token && Buffer.from(token), extras };
}
