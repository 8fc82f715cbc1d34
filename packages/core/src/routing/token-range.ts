// A range of the token ring, modelled on cassandra-driver's `token.TokenRange`.
import { maxToken, minToken, Token } from './token';

/**
 * The tokens from `start` (exclusive) to `end` (inclusive). The smallest token as `end` means the end of the ring; as both bounds it means
 * the whole ring. CQL has no range that wraps around the end of the ring: query the parts that {@link unwrap} returns.
 */
export class TokenRange {
  constructor(
    readonly start: Token,
    readonly end: Token,
  ) {
    Object.freeze(this);
  }

  /** Returns whether the range has no token: equal bounds, other than the whole ring. */
  isEmpty(): boolean {
    return this.start.equals(this.end) && !this.start.equals(minToken);
  }

  /** Returns whether the range continues at the beginning of the ring. */
  isWrappedAround(): boolean {
    return this.start.compare(this.end) > 0 && !this.end.equals(minToken);
  }

  /** Returns this range, or the two parts of a range that wraps around. */
  unwrap(): TokenRange[] {
    return this.isWrappedAround() ? [new TokenRange(this.start, minToken), new TokenRange(minToken, this.end)] : [this];
  }

  /** Returns whether the token is in the range. */
  contains(token: Token): boolean {
    if (this.isEmpty()) return false;
    const isAfterStart = token.compare(this.start) > 0;
    if (this.end.equals(minToken)) return isAfterStart || this.start.equals(minToken) || token.equals(minToken);
    const isBeforeEnd = token.compare(this.end) <= 0;
    return this.isWrappedAround() ? isAfterStart || isBeforeEnd : isAfterStart && isBeforeEnd;
  }

  /**
   * Splits the range into parts with about the same number of tokens, whatever the amount of data in them. A range with fewer tokens than
   * `numberOfSplits` gives fewer parts.
   *
   * @throws RangeError when `numberOfSplits` is not a whole number of at least 1, or the range is empty.
   */
  splitEvenly(numberOfSplits: number): TokenRange[] {
    if (!Number.isInteger(numberOfSplits) || numberOfSplits < 1) {
      throw new RangeError(`numberOfSplits must be a whole number of at least 1, not ${numberOfSplits}`);
    }
    if (this.isEmpty()) throw new RangeError(`${this.toString()} is empty and cannot be split`);
    const first = this.start.toBigInt();
    let size = (this.end.equals(minToken) ? maxToken : this.end).toBigInt() - first;
    if (size < 0n) size += 1n << 64n;
    const parts: TokenRange[] = [];
    let start = this.start;
    for (let i = 1; i < numberOfSplits; i++) {
      const end = Token.fromBigInt(BigInt.asIntN(64, first + (size * BigInt(i)) / BigInt(numberOfSplits)));
      if (end.equals(start)) continue;
      parts.push(new TokenRange(start, end));
      start = end;
    }
    parts.push(new TokenRange(start, this.end));
    return parts;
  }

  /** Whether both bounds are equal. */
  equals(other: TokenRange): boolean {
    return this.start.equals(other.start) && this.end.equals(other.end);
  }

  /** Orders by start, then by end: negative, zero or positive. */
  compare(other: TokenRange): number {
    return this.start.compare(other.start) || this.end.compare(other.end);
  }

  /** Returns `]start, end]`. */
  toString(): string {
    return `]${this.start.toString()}, ${this.end.toString()}]`;
  }
}
