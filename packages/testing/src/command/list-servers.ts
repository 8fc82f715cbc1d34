import { namesOfServers, readServer, type KeptServer } from '../kept-server/server-file';
import { releaseOf } from '../version';

/** Returns one line for each running server that was kept: its name, address, kind and process. */
export async function listServers(): Promise<string[]> {
  const names = (await namesOfServers()).sort();
  const servers = await Promise.all(names.map(readServer));
  return names.flatMap((name, index) => {
    const server = servers[index];
    return server === undefined ? [] : [describeServer(name, server)];
  });
}

function describeServer(name: string, { pid, environment, settings = {} }: KeptServer): string {
  const { provider, image, version, nodes = 1, auth, tls } = settings;
  const place = `${environment.CASSANDRA_CONTACT_POINTS} port ${environment.CASSANDRA_PORT}`;
  const kind = [
    image ?? `Cassandra ${provider === 'docker' ? (version ?? '5.0') : releaseOf(version)}`,
    nodes === 1 ? '1 node' : `${nodes} nodes`,
    ...(auth ? ['auth'] : []),
    ...(tls ? [tls === 'mutual' ? 'mutual TLS' : 'TLS'] : []),
    ...(provider ? [provider] : []),
  ];
  return `${name}  ${place}  (${kind.join(', ')}, process ${pid})`;
}
