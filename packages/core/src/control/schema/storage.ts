// How a table is stored, by its flags in system_schema.

export type Storage = 'cql' | 'denseCompact' | 'staticCompact' | 'otherCompact';

/** Tables `WITH COMPACT STORAGE` lack the flag `compound`, or have `dense` or `super`. Virtual tables have no flags. */
export function readStorage(flags: ReadonlySet<string> | null | undefined): Storage {
  if (flags === undefined) return 'cql';
  const has = (flag: string): boolean => flags?.has(flag) ?? false;
  if (has('dense')) return 'denseCompact';
  if (has('super')) return 'otherCompact';
  return has('compound') ? 'cql' : 'staticCompact';
}
