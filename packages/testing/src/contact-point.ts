/** Parses `host`, `host:port` or `[v6]:port`. */
export function parseContactPoint(contactPoint: string, defaultPort: number): { host: string; port: number } {
  const match = /^(?:\[(?<v6>[^\]]+)\]|(?<name>[^:]+))(?::(?<port>\d+))?$/.exec(contactPoint);
  const { v6, name, port } = match?.groups ?? {};
  return { host: v6 ?? name ?? contactPoint, port: port === undefined ? defaultPort : Number(port) };
}
