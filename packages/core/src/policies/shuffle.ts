// Random choices for load balancing, which needs an even spread only.
import { random } from '../waiting/random';

export function randomBelow(limit: number): number {
  return (random() * limit) | 0;
}

/** Shuffles the array in place. */
export function shuffle<T>(items: T[]): T[] {
  for (let i = items.length - 1; i > 0; i--) {
    const j = randomBelow(i + 1);
    const item = items[i]!;
    items[i] = items[j]!;
    items[j] = item;
  }
  return items;
}

/** Returns the items from a random one on, all of them once. */
export function fromRandomOne<T>(items: readonly T[]): T[] {
  const start = randomBelow(items.length);
  return [...items.slice(start), ...items.slice(0, start)];
}
