import type { ResponseExtras } from './response-extras';

/** The request succeeded, without a result (v5 spec, section 4.2.5.1). */
export interface VoidResponse {
  readonly kind: 'void';
  readonly extras?: ResponseExtras;
}
