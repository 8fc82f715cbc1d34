// The interface of scans that a session calls: scan/ implements it, and the cluster passes it in.
import type { RequestSettings } from './request/request-settings';
import type { CountOptions, ScanOptions } from './scan-options';
import type { Session } from './session';
import type { SessionContext } from './session-context';
import type { TableScan } from '../result/table-scan';

/** The parts of a session that the requests of a scan use. */
export interface ScanRequests {
  readonly session: Session;
  readonly context: SessionContext;
  readonly settings: RequestSettings;
}

/** Reads whole tables. `table` is `name` or `keyspace.name`; `options` have been checked. */
export interface TableScans {
  scan<R>(requests: ScanRequests, table: string, options: ScanOptions): TableScan<R>;
  count(requests: ScanRequests, table: string, options: CountOptions): Promise<number>;
}
