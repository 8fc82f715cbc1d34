// A token of Murmur3Partitioner: a signed 64-bit number as two 32-bit halves, so that routing needs no bigint.
import { Long, types } from '../driver/values';

const decimal = /^-?\d{1,19}$/;

/** Parses a decimal token. @throws RangeError when the text is not a whole number of 64 bits. */
export function parseToken(text: string): bigint {
  const value = decimal.test(text) ? BigInt(text) : undefined;
  if (value === undefined || BigInt.asIntN(64, value) !== value) {
    throw new RangeError(`'${text}' is not a Murmur3 token: expected a whole number of 64 bits`);
  }
  return value;
}

/** A position on the token ring. As the end of a range, the smallest token means the end of the ring. */
export class Token {
  constructor(
    /** The upper half, signed. */
    readonly high: number,
    /** The lower half, unsigned. */
    readonly low: number,
  ) {
    Object.freeze(this);
  }

  /** Parses the decimal text that Cassandra prints, for example in `system.local` or by `token(key)`. @throws RangeError for any other text. */
  static parse(text: string): Token {
    return Token.fromBigInt(parseToken(text));
  }

  /** Makes a token from its value. Only the low 64 bits count. */
  static fromBigInt(value: bigint): Token {
    return new Token(Number(BigInt.asIntN(32, value >> 32n)), Number(BigInt.asUintN(32, value)));
  }

  /** Negative when this token is before the other, positive when it is after, 0 when they are equal. */
  compare(other: Token): number {
    return this.high - other.high || this.low - other.low;
  }

  /** Whether both tokens have the same value. */
  equals(other: Token): boolean {
    return this.high === other.high && this.low === other.low;
  }

  /** Returns the value, from -2^63 to 2^63 - 1. */
  toBigInt(): bigint {
    return (BigInt(this.high) << 32n) | BigInt(this.low);
  }

  /** Returns the value to bind in `token(key) > ?`, named as in cassandra-driver. */
  getValue(): Long {
    return Long.fromBits(this.low | 0, this.high);
  }

  /** Returns the CQL type of {@link getValue}, named as in cassandra-driver. */
  getType(): { code: number; info: null } {
    return { code: types.dataTypes.bigint, info: null };
  }

  /** Returns the value as decimal text. */
  toString(): string {
    return this.toBigInt().toString();
  }
}

export const minToken = new Token(-0x8000_0000, 0);
export const maxToken = new Token(0x7fff_ffff, 0xffff_ffff);
