// The token ring: which node owns which token. Every routed request searches it, hence typed arrays and two comparisons a step.
import { Token, minToken, parseToken } from './token';
import { TokenRange } from './token-range';

/** The properties of a node that replica placement needs. */
export interface TokenOwner {
  readonly datacenter: string;
  readonly rack: string;
  readonly tokens: readonly string[];
}

export class TokenRing<N extends TokenOwner> {
  /** The number of tokens. */
  readonly size: number;
  readonly nodes: readonly N[];
  readonly #highs: Int32Array;
  readonly #lows: Uint32Array;
  /** For each token, the index of its owner in `nodes`. */
  readonly #owners: Uint32Array;
  #ranges: readonly TokenRange[] | undefined;

  constructor(nodes: readonly N[]) {
    const owned = nodes.map((node) => BigInt64Array.from(node.tokens, parseToken));
    const sorted = sortedTokens(owned);
    this.nodes = nodes;
    this.size = sorted.length;
    this.#highs = Int32Array.from({ length: this.size }, (_, i) => Number(sorted[i]! >> 32n));
    this.#lows = Uint32Array.from({ length: this.size }, (_, i) => Number(sorted[i]! & 0xffff_ffffn));
    this.#owners = new Uint32Array(this.size).fill(nodes.length);
    owned.forEach((tokens, owner) => {
      for (const token of tokens) {
        const index = this.indexOf(Number(token >> 32n), Number(token & 0xffff_ffffn));
        // During the replacement of a node two nodes may claim one token: the first one keeps it.
        if (this.#owners[index] === nodes.length) this.#owners[index] = owner;
      }
    });
  }

  /** Returns the position of the first token at or after the given one; after the last token, 0. */
  indexOf(high: number, low: number): number {
    const highs = this.#highs;
    const lows = this.#lows;
    let from = 0;
    let to = this.size;
    while (from < to) {
      const middle = (from + to) >>> 1;
      const middleHigh = highs[middle]!;
      if (middleHigh < high || (middleHigh === high && lows[middle]! < low)) from = middle + 1;
      else to = middle;
    }
    return from === this.size ? 0 : from;
  }

  ownerAt(index: number): N {
    return this.nodes[this.#owners[index]!]!;
  }

  tokenAt(index: number): Token {
    return new Token(this.#highs[index]!, this.#lows[index]!);
  }

  /** Returns one range for each token, from it to the next token. The last one wraps around. */
  ranges(): readonly TokenRange[] {
    return (this.#ranges ??= this.#buildRanges());
  }

  #buildRanges(): TokenRange[] {
    if (this.size === 0) return [];
    if (this.size === 1) return [new TokenRange(minToken, minToken)];
    const tokens = Array.from({ length: this.size }, (_, i) => this.tokenAt(i));
    return tokens.map((token, i) => new TokenRange(token, tokens[(i + 1) % this.size]!));
  }
}

/** Returns each token once, sorted. A typed array sorts natively: a large cluster has hundreds of thousands of tokens. */
function sortedTokens(owned: readonly BigInt64Array[]): BigInt64Array {
  const all = new BigInt64Array(owned.reduce((count, tokens) => count + tokens.length, 0));
  let count = 0;
  for (const tokens of owned) {
    all.set(tokens, count);
    count += tokens.length;
  }
  return all.sort().filter((token, i) => i === 0 || token !== all[i - 1]);
}
