// Resolves the endpoints at which this client reaches the nodes of a topology.
import { formatEndpoint, type Endpoint } from '../connection/endpoint';
import type { ReportedNode, Topology } from './topology';

export interface ResolveEndpointsOptions {
  /** The endpoint of the connection from which the topology was read: the local node can be reached there. */
  readonly connectedTo: Endpoint;
  knownEndpoint(node: ReportedNode): Endpoint | undefined;
  translate(reported: Endpoint): Promise<Endpoint>;
  onWarning(message: string, error?: unknown): void;
}

/** Returns the endpoints by host id. Leaves out a node whose address cannot be translated, or belongs to another node. */
export async function resolveEndpoints(
  { local, peers }: Topology,
  { connectedTo, knownEndpoint, translate, onWarning }: ResolveEndpointsOptions,
): Promise<ReadonlyMap<string, Endpoint>> {
  const resolve = async (node: ReportedNode): Promise<Endpoint | undefined> => {
    try {
      return knownEndpoint(node) ?? (node === local ? connectedTo : await translate(node.reported));
    } catch (error) {
      const name = formatEndpoint(node.reported);
      onWarning(`The address of ${name} could not be translated; the node is left out for now`, error);
      return undefined;
    }
  };
  const nodes = [local, ...peers];
  const resolved = await Promise.all(nodes.map(resolve));
  const endpoints = new Map<string, Endpoint>();
  const hostIds = new Map<string, string>();
  nodes.forEach(({ hostId }, i) => {
    const endpoint = resolved[i];
    if (endpoint === undefined || endpoints.has(hostId)) return;
    const name = formatEndpoint(endpoint);
    const other = hostIds.get(name);
    if (other !== undefined) {
      onWarning(`The nodes ${other} and ${hostId} both have the address ${name}; the second is left out`);
      return;
    }
    hostIds.set(name, hostId);
    endpoints.set(hostId, endpoint);
  });
  return endpoints;
}
