// Plans a scan: finds the table's key, prepares the statement, splits the ring into ranges.
import { quoteName } from '@async-cassandra/cql-script';
import type { Node } from '../connection/pool/node';
import { types } from '../driver/values';
import { ConfigurationError } from '../errors/async-cassandra-error';
import { distance } from '../policies/query-plan';
import { overlapOf, partOfRing, wholeRing, type TokenSpan } from '../routing/token-span';
import type { ScanRequests } from '../session/table-scans';
import { planSpans } from './plan-spans';
import type { ScanPlan } from './range-pages';
import { RangeQuery, rangeSelect } from './range-query';
import type { ScanCheckpoint, ScanPart } from '../result/table-scan';
import { fromRangeCheckpoint, startOf } from './scan-checkpoint';
import { readSizeEstimates, type EstimateRow, type SizeEstimates } from './size-estimates';
import { formatTableName, type TableName } from '../statement/table-name';

/** What a scan needs of the cluster. */
export interface ScannedCluster {
  readonly nodes: readonly Node[];
  /** Returns the token ring, cut at the tokens of its nodes; undefined for a partitioner other than Murmur3. */
  tokenSpans(): readonly TokenSpan[] | undefined;
  /** Resolves with the columns of a table's partition key, in order; with undefined for a missing or virtual table. */
  partitionKeyOf(keyspace: string, table: string, signal: AbortSignal): Promise<readonly string[] | undefined>;
}

export interface ScanServices extends ScanRequests {
  readonly cluster: ScannedCluster;
}

/** The columns and the rows that a scan reads. */
export interface ScanSelection {
  readonly table: TableName;
  /** The text after SELECT. */
  readonly selection: string;
  readonly where: string | undefined;
  readonly parameters: readonly unknown[];
}

export interface ScanCut {
  readonly splits: number | undefined;
  readonly concurrency: number;
  readonly part: ScanPart | undefined;
  readonly checkpoint: ScanCheckpoint | undefined;
}

/** Time limit for reading a node's estimates. Without them the ranges are less even. */
const estimatesTimeoutMs = 2000;

export function selectionOf(columns: readonly string[] | undefined): string {
  return columns === undefined ? '*' : columns.map(quoteName).join(', ');
}

/** @throws ConfigurationError when the table does not exist, or cannot be scanned; the server's own error for the statement. */
export async function planScan(
  services: ScanServices,
  { table, selection, where, parameters }: ScanSelection,
  cut: ScanCut,
  signal: AbortSignal,
): Promise<ScanPlan> {
  const { session, context, cluster, settings } = services;
  const name = formatTableName(table);
  const partitionKey = await cluster.partitionKeyOf(table.keyspace, table.name, signal);
  if (partitionKey === undefined) throw new ConfigurationError(`Table ${name} does not exist, or cannot be scanned`);
  const cql = rangeSelect(table, partitionKey, selection, where);
  const prepared = await session.prepare(cql, { keyspace: table.keyspace, signal });
  const query = new RangeQuery(context, settings, prepared.shared, parameters);
  const { checkpoint, part } = cut;
  const scanned = { table: name, query, part, span: part === undefined ? wholeRing : partOfRing(part) };
  if (checkpoint === undefined) {
    const ranges = (await cutRing(services, table, scanned.span, cut, signal)).map(startOf);
    return { ...scanned, ranges, rangesTotal: ranges.length, rows: 0 };
  }
  if (checkpoint.fingerprint !== query.fingerprint) {
    throw new ConfigurationError('The checkpoint belongs to a scan with other columns or another condition');
  }
  if (nameOfPart(checkpoint.part) !== nameOfPart(part)) {
    throw new ConfigurationError(`The checkpoint is one of ${nameOfPart(checkpoint.part)}, not of ${nameOfPart(part)}`);
  }
  const ranges = checkpoint.rest.map((range) => fromRangeCheckpoint(range, query));
  return { ...scanned, ranges, rangesTotal: checkpoint.rangesTotal, rows: checkpoint.rows };
}

function nameOfPart(part: ScanPart | undefined): string {
  return part === undefined ? 'the whole table' : `part ${part.index} of ${part.of}`;
}

async function cutRing(
  services: ScanServices,
  table: TableName,
  span: TokenSpan,
  cut: ScanCut,
  signal: AbortSignal,
): Promise<TokenSpan[]> {
  const vnodes = services.cluster.tokenSpans();
  if (vnodes === undefined) throw new ConfigurationError('Only a cluster with Murmur3Partitioner can be scanned');
  const scanned = vnodes.flatMap((vnode) => overlapOf(vnode, span) ?? []);
  return planSpans(scanned, await estimate(services, table, signal), cut);
}

function estimate(
  { session, cluster, settings }: ScanServices,
  table: TableName,
  signal: AbortSignal,
): Promise<SizeEstimates | undefined> {
  const read = async (query: string, parameters: readonly unknown[], host: Node): Promise<EstimateRow[]> => {
    const options = { host, signal, timeoutMs: estimatesTimeoutMs, consistency: types.consistencies.localOne };
    return (await session.execute<EstimateRow & object>(query, parameters, options)).rows as EstimateRow[];
  };
  // Each datacenter has a copy of the table, so the estimates of one datacenter are enough.
  const isAsked = (node: Node): boolean => node.isUp && settings.loadBalancer.distanceOf(node) === distance.local;
  return readSizeEstimates(read, cluster.nodes.filter(isAsked), table);
}
