const smallestToken = -(2n ** 63n);
const tokenCount = 2n ** 64n;

/** Returns tokens of the Murmur3 ring that give each of `nodes` nodes the same share. */
export function evenTokens(nodes: number): string[] {
  return Array.from({ length: nodes }, (_, index) =>
    String(smallestToken + (tokenCount * BigInt(index)) / BigInt(nodes)),
  );
}

/** Returns the token that halves the largest range of the ring. */
export function tokenBetween(tokens: readonly string[]): string {
  const sorted = tokens.map(BigInt).sort((a, b) => (a < b ? -1 : 1));
  let best = { start: 0n, size: -1n };
  sorted.forEach((start, index) => {
    const next = sorted[index + 1] ?? (sorted[0] as bigint) + tokenCount;
    if (next - start > best.size) best = { start, size: next - start };
  });
  return String(BigInt.asIntN(64, best.start + best.size / 2n));
}
