// The nodes of the cluster as one of them knows them: system.local and system.peers_v2, or system.peers where that is missing.
import type { Endpoint } from '../connection/endpoint';
import type { NodeDescription } from '../connection/pool/node';
import type { InetAddress, Uuid } from '../driver/values';
import { ConnectionError } from '../errors/async-cassandra-error';
import type { Peers } from './peers';
import type { SystemQuery } from './system-query';
import type { SystemRow } from './schema/schema-rows';

/** A node as it describes itself. Our endpoint for it may differ: by an address translator, or the contact point that was used. */
export interface ReportedNode extends Omit<NodeDescription, 'endpoint'> {
  /** The native-protocol address of the node, as in its events. */
  readonly reported: Endpoint;
}

export interface Topology {
  readonly clusterName: string;
  readonly partitioner: string;
  /** The queried node. */
  readonly local: ReportedNode;
  readonly peers: readonly ReportedNode[];
}

/** Reads the topology. `port` is used for nodes whose port no table has: all nodes of such a cluster share one port. */
export async function readTopology(query: SystemQuery, peersTable: Peers, port: number): Promise<Topology> {
  const [[local], peers] = await Promise.all([
    query("SELECT * FROM system.local WHERE key = 'local'"),
    peersTable.read(query, '*'),
  ]);
  const node = local === undefined ? undefined : readLocal(local, port);
  if (local === undefined || node === undefined) {
    throw new ConnectionError('The row of the node in system.local is incomplete: the node may still be starting');
  }
  return {
    clusterName: text(local['cluster_name']),
    partitioner: text(local['partitioner']),
    local: node,
    peers: peers.map((row) => readPeer(row, port)).filter((peer) => peer !== undefined),
  };
}

export interface SchemaVersions {
  /** The version of the queried node; absent while the node does not report it. */
  readonly local: string | undefined;
  /** The versions by host id, as the queried node knows them. */
  readonly peers: ReadonlyMap<string, string>;
}

export async function readSchemaVersions(query: SystemQuery, peersTable: Peers): Promise<SchemaVersions> {
  const [[local], peers] = await Promise.all([
    query("SELECT schema_version FROM system.local WHERE key = 'local'"),
    peersTable.read(query, 'host_id, schema_version'),
  ]);
  const known = peers.filter((row) => row['host_id'] && row['schema_version']);
  return {
    local: text(local?.['schema_version']) || undefined,
    peers: new Map(known.map((row) => [text(row['host_id']), text(row['schema_version'])])),
  };
}

function readLocal(row: SystemRow, port: number): ReportedNode | undefined {
  const native = [row['rpc_address'], columnOr(port, row, 'rpc_port')] as const;
  return readNode(row, native, row['broadcast_address'] ?? row['listen_address']);
}

function readPeer(row: SystemRow, port: number): ReportedNode | undefined {
  const address = columnOr(row['rpc_address'], row, 'native_address');
  return readNode(row, [address, columnOr(port, row, 'native_port')], row['peer']);
}

/** Replaces only a missing column: null in an existing column marks an incomplete row. */
function columnOr(missing: unknown, row: SystemRow, column: string): unknown {
  return column in row ? row[column] : missing;
}

/** Returns `undefined` for the incomplete row of a node that is joining or that left. */
function readNode(
  row: SystemRow,
  [native, port]: readonly [unknown, unknown],
  internal: unknown,
): ReportedNode | undefined {
  // Clients cannot connect to a wildcard address; the address that the other nodes use is the best guess.
  const isWildcard = ['0.0.0.0', '::'].includes(text(native));
  const address = isWildcard ? internal : native;
  const hostId = row['host_id'] as Uuid | null;
  const tokens = row['tokens'] as ReadonlySet<string> | null;
  if (!hostId || !address || !port || !row['data_center'] || !row['rack'] || !tokens) return undefined;
  return {
    hostId: hostId.toString(),
    reported: { address: (address as InetAddress).toString(), port: Number(port) },
    datacenter: text(row['data_center']),
    rack: text(row['rack']),
    releaseVersion: text(row['release_version']),
    schemaVersion: text(row['schema_version']),
    tokens: Object.freeze([...tokens]),
  };
}

function text(value: unknown): string {
  return value == null ? '' : String(value);
}
