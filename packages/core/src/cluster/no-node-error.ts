import { ConfigurationError } from '../errors/async-cassandra-error';
import { connectFailure } from '../errors/no-host-available';
import type { Node } from '../connection/pool/node';

/** The error of a cluster that has no node to work with: none accepts connections, or the load-balancing policy ignores all of them. */
export function noNodeError(nodes: readonly Node[]): Error {
  const errors = nodes.flatMap(({ endpoint, pool }) => (pool?.lastError ? [[endpoint, pool.lastError]] : []));
  if (errors.length === 0) {
    const names = nodes.map(({ endpoint, datacenter }) => `${endpoint} in ${datacenter}`).join(', ');
    return new ConfigurationError(`The load-balancing policy ignores every node of the cluster: ${names}`);
  }
  const reasons = errors.map((entry) => entry.join(': ')).join('; ');
  return connectFailure(Object.fromEntries(errors), `No node of the cluster accepts connections: ${reasons}`);
}
