// Random numbers for even spreads: which node, which delay. Does not use `Math.random`: a test that replaces it (by 1, say, which it
// never returns) changes the application's choices, and must not fail every request. Xorshift32 (Marsaglia, 2003), seeded for each process.
import { randomInt } from 'node:crypto';

let state = randomInt(1, 2 ** 32);

/** From 0 on, below 1. */
export function random(): number {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) / 2 ** 32;
}
