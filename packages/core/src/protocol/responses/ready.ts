import type { ResponseExtras } from './response-extras';

/** The connection is ready for use (v5 spec, section 4.2.2). Also the answer to REGISTER. */
export interface ReadyResponse {
  readonly kind: 'ready';
  readonly extras?: ResponseExtras;
}
