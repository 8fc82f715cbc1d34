/** The target of a link: a node's address and CQL port. */
export interface ProxyTarget {
  readonly host: string;
  readonly port: number;
}

/** An object with the addresses of nodes: a fixture, a CQL stub, a client's options. */
export interface ContactPoints {
  readonly contactPoints: readonly string[];
  readonly port: number;
  readonly localDatacenter?: string;
}

/** Parses `host`, `host:port` or `[v6]:port`. */
export function parseTarget(text: string, defaultPort: number): ProxyTarget {
  const [, v6, v6Port] = /^\[(.+)\](?::(\d+))?$/.exec(text) ?? [];
  if (v6 !== undefined) {
    return { host: v6, port: Number(v6Port ?? defaultPort) };
  }
  const [host, port, ...rest] = text.split(':');
  return rest.length > 0 || host === undefined
    ? { host: text, port: defaultPort }
    : { host, port: Number(port ?? defaultPort) };
}
