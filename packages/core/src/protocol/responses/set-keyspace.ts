import type { ByteReader } from '../byte-reader';
import type { ResponseExtras } from './response-extras';

/** The answer to USE (v5 spec, section 4.2.5.3). */
export interface SetKeyspaceResponse {
  readonly kind: 'setKeyspace';
  readonly keyspace: string;
  readonly extras?: ResponseExtras;
}

export function decodeSetKeyspace(reader: ByteReader, extras: ResponseExtras | undefined): SetKeyspaceResponse {
  return { kind: 'setKeyspace', keyspace: reader.string('the name of the keyspace'), extras };
}
