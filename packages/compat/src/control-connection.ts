import type { Host } from './host';
import type { HostMap } from './host-map';

/** What applications read of cassandra-driver's control connection, which it does not declare. */
export interface ControlConnection {
  /** A host with connections, not always the one that sends the events; null before the client is connected. */
  readonly host: Host | null;
  /** The native protocol's version, 4 or 5; null before the client is connected. */
  readonly protocolVersion: number | null;
}

export function controlConnectionOf(hosts: HostMap, version: () => number): ControlConnection {
  const all = hosts.values();
  if (all.length === 0) return { host: null, protocolVersion: null };
  return { host: all.find(({ node }) => node.openConnections > 0) ?? all[0]!, protocolVersion: version() };
}
