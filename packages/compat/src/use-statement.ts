const use = /^\s*use\s/i;
const lowerU = 0x75;
const lastBlank = 0x20;

/** Whether a text is `USE keyspace`, looked at for every request: most are told by their first letter. */
export function isUse(query: unknown): query is string {
  if (typeof query !== 'string') return false;
  const first = query.charCodeAt(0);
  return ((first | 0x20) === lowerU || first <= lastBlank) && use.test(query);
}
