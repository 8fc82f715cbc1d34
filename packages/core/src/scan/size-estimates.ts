// The nodes' own estimates of the size of each vnode of a table (system.size_estimates). Nodes update them every few minutes: they
// may be missing or old, and are only a hint for the ranges.
import type { Node } from '../connection/pool/node';
import { types, type Long } from '../driver/values';
import { shareOf, type TokenSpan } from '../routing/token-span';

export interface EstimateRow {
  readonly range_start: string;
  readonly range_end: string;
  readonly mean_partition_size: Long | bigint;
  readonly partitions_count: Long | bigint;
}

/** Reads the estimates of one node. */
export type ReadEstimates = (query: string, parameters: readonly unknown[], node: Node) => Promise<EstimateRow[]>;

const query =
  'SELECT range_start, range_end, mean_partition_size, partitions_count FROM system.size_estimates ' +
  'WHERE keyspace_name = ? AND table_name = ?';

export class SizeEstimates {
  /** The estimated size of the whole table, one copy. */
  readonly bytes: number;
  readonly #bytesBySpan: ReadonlyMap<string, number>;

  constructor(bytesBySpan: ReadonlyMap<string, number>, coveredShare: number) {
    this.#bytesBySpan = bytesBySpan;
    let known = 0;
    for (const bytes of bytesBySpan.values()) known += bytes;
    this.bytes = coveredShare === 0 ? 0 : known / coveredShare;
  }

  /** Returns the estimated size of a range; the average if its node did not answer. */
  bytesOf(span: TokenSpan): number {
    return this.#bytesBySpan.get(keyOf(span.start.toString(), span.end.toString())) ?? this.bytes * shareOf(span);
  }
}

/** Resolves with undefined when no node has estimates yet. A node that does not answer is skipped. */
export async function readSizeEstimates(
  read: ReadEstimates,
  nodes: readonly Node[],
  table: { readonly keyspace: string; readonly name: string },
): Promise<SizeEstimates | undefined> {
  const parameters = [table.keyspace, table.name];
  const answers = await Promise.allSettled(nodes.map((node) => read(query, parameters, node)));
  const bytesBySpan = new Map<string, number>();
  let covered = 0;
  for (const answer of answers) {
    if (answer.status === 'rejected') continue;
    for (const { range_start: start, range_end: end, ...row } of answer.value) {
      const key = keyOf(start, end);
      if (bytesBySpan.has(key)) continue;
      bytesBySpan.set(key, toNumber(row.mean_partition_size) * toNumber(row.partitions_count));
      covered += shareOf({ start: BigInt(start), end: BigInt(end) });
    }
  }
  const estimates = new SizeEstimates(bytesBySpan, covered);
  return estimates.bytes > 0 ? estimates : undefined;
}

function keyOf(start: string, end: string): string {
  return `${start}:${end}`;
}

function toNumber(value: Long | bigint): number {
  return value instanceof types.Long ? value.toNumber() : Number(value);
}
