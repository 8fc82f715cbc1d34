const use = /^\s*use\s/i;
const lowerU = 0x75;
const lastBlank = 0x20;

/** Returns whether a text is `USE keyspace`. Called for every request: the first letter excludes most texts. */
export function isUse(query: unknown): query is string {
  if (typeof query !== 'string') return false;
  const first = query.charCodeAt(0);
  return ((first | 0x20) === lowerU || first <= lastBlank) && use.test(query);
}
