// Resolves contact points, which are names or addresses, to endpoints. A name stands for all of its addresses.
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { formatEndpoint, type Endpoint } from '../connection/endpoint';
import { ConnectionError } from '../errors/async-cassandra-error';
import type { ContactPoint } from './contact-point';

/** Returns each endpoint once, in the order of the contact points. @throws ConnectionError only when no contact point has an address. */
export async function resolveContactPoints(contactPoints: readonly ContactPoint[]): Promise<readonly Endpoint[]> {
  const outcomes = await Promise.allSettled(contactPoints.map(resolveOne));
  const endpoints = new Map<string, Endpoint>();
  const failures: unknown[] = [];
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected') failures.push(outcome.reason);
    else for (const endpoint of outcome.value) endpoints.set(formatEndpoint(endpoint), endpoint);
  }
  if (endpoints.size === 0) {
    const names = contactPoints.map(({ host }) => host).join(', ');
    throw new ConnectionError(`No contact point has an address: ${names}`, { cause: new AggregateError(failures) });
  }
  return [...endpoints.values()];
}

async function resolveOne({ host, port }: ContactPoint): Promise<readonly Endpoint[]> {
  if (isIP(host) !== 0) return [{ address: host, port }];
  const addresses = await lookup(host, { all: true });
  return addresses.map(({ address }) => ({ address, port, hostName: host }));
}
