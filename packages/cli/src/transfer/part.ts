import type { ScanPart } from '@async-cassandra/core';

/** Parses `3/8`. */
export function partOf(given: string): ScanPart {
  const [, index, of] = /^(\d+)\/(\d+)$/.exec(given) ?? [];
  if (index === undefined) throw new Error('must be like 3/8');
  if (Number(index) < Number(of)) return { index: Number(index), of: Number(of) };
  throw new Error(`must be from 0/${of} to ${Number(of) - 1}/${of}`);
}
