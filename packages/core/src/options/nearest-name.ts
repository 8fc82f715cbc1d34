// The name that was probably meant in place of a name that does not exist.

/**
 * The known name that was probably meant: in other letter case, with other word separators, or with a typing error; otherwise a known name
 * that is one word of it, such as `ca` of `caFile`.
 */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const wanted = plain(name);
  let nearest: string | undefined;
  // When half of a short name differs, it is another name.
  let least = Math.min(3, Math.floor(wanted.length / 3));
  for (const candidate of known) {
    const distance = editDistance(wanted, plain(candidate));
    if (distance <= least) {
      nearest = candidate;
      least = distance - 1;
    }
  }
  return nearest ?? known.find((candidate) => wordsOf(name).includes(candidate));
}

function wordsOf(name: string): readonly string[] {
  return name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[_-]/);
}

function plain(name: string): string {
  return name.replaceAll('_', '').toLowerCase();
}

/** How many letters must be added, dropped, changed or swapped with their neighbour. */
function editDistance(one: string, other: string): number {
  const rows = [Array.from({ length: other.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    for (let j = 1; j <= other.length; j++) {
      const change = rows[i - 1]![j - 1]! + (one[i - 1] === other[j - 1] ? 0 : 1);
      let least = Math.min(change, rows[i - 1]![j]! + 1, row[j - 1]! + 1);
      const isSwapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      if (isSwapped) least = Math.min(least, rows[i - 2]![j - 2]! + 1);
      row.push(least);
    }
    rows.push(row);
  }
  return rows[one.length]![other.length]!;
}
