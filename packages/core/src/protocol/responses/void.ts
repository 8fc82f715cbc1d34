import type { ResponseExtras } from './response-extras';

/** Done, and nothing to say (v5 spec, section 4.2.5.1). */
export interface VoidResponse {
  readonly kind: 'void';
  readonly extras?: ResponseExtras;
}
