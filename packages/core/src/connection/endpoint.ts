// The address on which a node listens for clients.
import { isIPv6 } from 'node:net';

export interface Endpoint {
  /** An IP address. */
  readonly address: string;
  readonly port: number;
  /** The name that the address was resolved from, if it was: TLS verifies the certificate against it. */
  readonly hostName?: string;
}

/** Returns `ip:port`, or `[v6]:port` for IPv6: the name of a node in errors, events and logs. */
export function formatEndpoint({ address, port }: { readonly address: string; readonly port: number }): string {
  return isIPv6(address) ? `[${address}]:${port}` : `${address}:${port}`;
}
