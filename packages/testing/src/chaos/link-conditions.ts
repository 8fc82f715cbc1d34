// The conditions of a link: how it treats the bytes that pass through it.

/** `toServer`: the bytes that the client sends. `toClient`: the bytes that the server sends. */
export type Direction = 'toServer' | 'toClient';

/** `close` ends a connection in order (FIN), `reset` breaks it (RST), `halfOpen` leaves it open but dead. */
export type LinkEnding = 'close' | 'reset' | 'halfOpen';

export interface DirectionConditions {
  latencyMs: number;
  jitterMs: number;
  /** `null`: no limit. */
  bytesPerSecond: number | null;
  isPaused: boolean;
  /** Each connection ends after this many more bytes. */
  dropAfter: { readonly bytes: number; readonly how: LinkEnding } | null;
}

export function clearConditions(): DirectionConditions {
  return { latencyMs: 0, jitterMs: 0, bytesPerSecond: null, isPaused: false, dropAfter: null };
}

export function directionsOf(direction: Direction | 'both'): readonly Direction[] {
  return direction === 'both' ? ['toServer', 'toClient'] : [direction];
}
