// The address on which a node listens for clients.

export interface Endpoint {
  /** An IP address; with `serverName` also a host name, which is resolved for each connection. */
  readonly address: string;
  readonly port: number;
  /** The name that the address was resolved from, if it was: TLS verifies the certificate against it. */
  readonly hostName?: string;
  /** The name for which a proxy in front of several nodes routes to this one (SNI). The certificate is the proxy's, valid for `address`. */
  readonly serverName?: string;
}

/** Returns `ip:port`, or `[v6]:port` for IPv6, with `/name` for a node behind a proxy: the name of a node in errors, events and logs. */
export function formatEndpoint({ address, port, serverName }: Omit<Endpoint, 'hostName'>): string {
  // Only IPv6 has colons. Not `isIPv6`: Node compiles an expression of 2 kB for it, which takes 0.5 MB.
  const name = address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
  return serverName === undefined ? name : `${name}/${serverName}`;
}
