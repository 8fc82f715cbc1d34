// How load balancing chooses among nodes that are equally near: the better of two random ones, by their answer times and by their queues.
import type { Node } from '../connection/pool/node';
import { nowMs } from '../waiting/timers';
import { randomBelow } from './shuffle';

/** A node is slow if it takes more than this longer than three times another one. */
const marginMs = 5;
/** The same for a node that is nearer: traffic between racks costs money, and is slower itself. */
const nearMarginMs = 30;
const slowFactor = 3;

/** Returns the node with fewer requests in flight, unless one is much slower. */
export function lessBusy(one: Node, other: Node): Node {
  const oneMs = one.answerTimes.averageMs;
  const otherMs = other.answerTimes.averageMs;
  if (oneMs > marginMs + slowFactor * otherMs) return one.answerTimes.isDue(nowMs()) ? one : other;
  if (otherMs > marginMs + slowFactor * oneMs) return other.answerTimes.isDue(nowMs()) ? other : one;
  return other.inFlight < one.inFlight ? other : one;
}

/**
 * Returns `near`, unless it is much slower than `far`. If nothing is known of `far`, one request finds out, when `near` is slow.
 * `far` is only called then.
 */
export function preferNear(near: Node, far: () => Node | undefined): Node {
  const now = nowMs();
  const times = near.answerTimes;
  const nearMs = times.latencyMs(now);
  if (nearMs <= nearMarginMs) return near;
  const other = far();
  if (other === undefined) return near;
  if (!other.answerTimes.isKnown(now)) return other.answerTimes.mayTry(now) ? other : near;
  if (nearMs <= nearMarginMs + slowFactor * other.answerTimes.latencyMs(now)) return near;
  return times.isDue(now) ? near : other;
}

/** Moves the nodes that are much slower than the fastest one to the end. */
export function slowLast(nodes: readonly Node[]): readonly Node[] {
  const now = nowMs();
  const times = nodes.map(({ answerTimes }) => answerTimes.latencyMs(now));
  const limitMs = nearMarginMs + slowFactor * Math.min(...times);
  const isSlow = (_node: Node, index: number): boolean => times[index]! > limitMs;
  return times.every((each) => each <= limitMs)
    ? nodes
    : [...nodes.filter((node, index) => !isSlow(node, index)), ...nodes.filter(isSlow)];
}

/** Returns one of two random nodes that are up; undefined if none is. */
export function pickOfTwo(nodes: readonly Node[], isCandidate: (node: Node) => boolean): Node | undefined {
  let count = 0;
  for (const node of nodes) if (node.isUp && isCandidate(node)) count++;
  if (count === 0) return undefined;
  const one = randomBelow(count);
  if (count === 1) return candidateAt(nodes, isCandidate, 0);
  const other = (one + 1 + randomBelow(count - 1)) % count;
  return lessBusy(candidateAt(nodes, isCandidate, one), candidateAt(nodes, isCandidate, other));
}

function candidateAt(nodes: readonly Node[], isCandidate: (node: Node) => boolean, index: number): Node {
  for (const node of nodes) if (node.isUp && isCandidate(node) && index-- === 0) return node;
  throw new RangeError('There are fewer candidates than were counted');
}
