// Implements `TableScans` for a cluster: its sessions start scans and counts here.
import { parseTableName } from '../statement/table-name';
import type { CountOptions, ScanOptions } from '../session/scan-options';
import type { TableScan } from '../result/table-scan';
import type { ScanRequests, TableScans } from '../session/table-scans';
import { countTable } from './count-table';
import type { ScannedCluster } from './plan-scan';
import { RangedScan } from './ranged-scan';

export class ClusterScans implements TableScans {
  readonly #cluster: ScannedCluster;

  constructor(cluster: ScannedCluster) {
    this.#cluster = cluster;
  }

  scan<R>(requests: ScanRequests, table: string, options: ScanOptions): TableScan<R> {
    const name = parseTableName(table, requests.context.keyspace);
    return new RangedScan<R>({ ...requests, cluster: this.#cluster }, name, options);
  }

  async count(requests: ScanRequests, table: string, options: CountOptions): Promise<number> {
    const name = parseTableName(table, requests.context.keyspace);
    return countTable({ ...requests, cluster: this.#cluster }, name, options);
  }
}
