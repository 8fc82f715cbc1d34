// Resolves contact points, which are names or addresses, to endpoints. A name stands for all of its addresses.
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { formatEndpoint, type Endpoint } from '../connection/endpoint';
import { ConnectionError } from '../errors/async-cassandra-error';
import { withDeadline, type Deadline } from '../waiting/with-deadline';
import type { ContactPoint } from './contact-point';

type Limits = Required<Pick<Deadline, 'timeoutMs' | 'signal'>>;

/**
 * Returns each endpoint once, in the order of the contact points. Waits for each name no longer than `timeoutMs`, nor beyond the signal.
 *
 * @throws ConnectionError only when no contact point has an address.
 */
export async function resolveContactPoints(
  contactPoints: readonly ContactPoint[],
  limits: Limits,
): Promise<readonly Endpoint[]> {
  const outcomes = await Promise.allSettled(contactPoints.map((contactPoint) => resolveOne(contactPoint, limits)));
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

async function resolveOne({ host, port }: ContactPoint, limits: Limits): Promise<readonly Endpoint[]> {
  if (isIP(host) !== 0) return [{ address: host, port }];
  const addresses = await withDeadline(lookup(host, { all: true }), { ...limits, operation: 'The lookup of its name' });
  return addresses.map(({ address }) => ({ address, port, hostName: host }));
}
