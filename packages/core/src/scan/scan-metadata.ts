// Reads from the cluster's metadata what a scan needs.
import type { Metadata } from '../control/metadata';
import { maxToken, minToken } from '../routing/token';
import type { TokenSpan } from '../routing/token-span';

/** Returns the ranges between neighbouring tokens; the range across the end of the ring as two. Undefined when tokens are not known. */
export function spansOfRing(metadata: Metadata): TokenSpan[] | undefined {
  const ranges = [...metadata.getTokenRanges()].flatMap((range) => range.unwrap());
  if (ranges.length === 0) return undefined;
  return ranges
    .filter((range) => !range.isEmpty())
    .map(({ start, end }) => ({
      start: start.toBigInt(),
      end: (end.equals(minToken) ? maxToken : end).toBigInt(),
    }));
}

/** Resolves with undefined when the table or view does not exist, or is virtual and so has no tokens. */
export async function findPartitionKey(
  metadata: Metadata,
  keyspace: string,
  name: string,
  signal: AbortSignal,
): Promise<readonly string[] | undefined> {
  const table = await metadata.getTable(keyspace, name, { signal });
  const found = table ?? (await metadata.getMaterializedView(keyspace, name, { signal }));
  if (found === null || table?.virtual === true) return undefined;
  return found.partitionKeys.map((column) => column.name);
}
