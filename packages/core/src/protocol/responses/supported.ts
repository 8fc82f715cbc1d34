import type { ByteReader } from '../byte-reader';
import type { ResponseExtras } from './response-extras';

/** The options of STARTUP that the server supports (v5 spec, section 4.2.4): option name -> its possible values. */
export interface SupportedResponse {
  readonly kind: 'supported';
  readonly options: Record<string, string[]>;
  readonly extras?: ResponseExtras;
}

export function decodeSupported(reader: ByteReader, extras: ResponseExtras | undefined): SupportedResponse {
  return { kind: 'supported', options: reader.stringMultimap('the supported options'), extras };
}
