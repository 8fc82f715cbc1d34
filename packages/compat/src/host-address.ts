// The address of a host: an IPv6 address has brackets in the engine (`[::1]:9042`), and none in cassandra-driver (`::1:9042`).
import type { DseClientOptions } from 'cassandra-driver';

/** Returns cassandra-driver's address for an endpoint of the engine. */
export function addressOf(endpoint: string): string {
  return endpoint.startsWith('[') ? endpoint.replace(/^\[([^\]]*)\]/, '$1') : endpoint;
}

/** Returns the engine's endpoint for an address, which may have brackets already. */
export function endpointOf(address: string): string {
  const colon = address.lastIndexOf(':');
  const isBareIpv6 = !address.startsWith('[') && address.indexOf(':') !== colon;
  return isBareIpv6 ? `[${address.slice(0, colon)}]${address.slice(colon)}` : address;
}

/** Returns the address of the first contact point, with its port. */
export function contactPointOf({ contactPoints, protocolOptions }: DseClientOptions): string {
  const point = contactPoints?.[0] ?? 'host';
  return point.includes(':') ? point : `${point}:${protocolOptions?.port ?? 9042}`;
}
