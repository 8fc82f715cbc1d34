import type { ByteReader } from '../byte-reader';
import type { ResponseExtras } from './response-extras';

/** The server requires authentication (v5 spec, section 4.2.3). */
export interface AuthenticateResponse {
  readonly kind: 'authenticate';
  /** The class name of the server's authenticator. */
  readonly authenticator: string;
  readonly extras?: ResponseExtras;
}

export function decodeAuthenticate(reader: ByteReader, extras: ResponseExtras | undefined): AuthenticateResponse {
  return { kind: 'authenticate', authenticator: reader.string('the name of the authenticator'), extras };
}
