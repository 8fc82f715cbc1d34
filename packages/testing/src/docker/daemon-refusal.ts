import { connect, type Socket } from 'node:net';

const defaultSocket = '/var/run/docker.sock';
const connectTimeoutMs = 2000;

/**
 * Returns the operating system's reason why no Docker daemon can be reached (`connect EACCES /var/run/docker.sock`): Testcontainers only reports
 * that it found none. Undefined when the address accepts connections, or when `DOCKER_HOST` names neither a Unix socket nor a TCP address.
 */
export function daemonRefusal(dockerHost = process.env.DOCKER_HOST): Promise<string | undefined> {
  const socket = connectTo(dockerHost || `unix://${defaultSocket}`);
  if (socket === undefined) return Promise.resolve(undefined);
  return new Promise<string | undefined>((resolve) => {
    socket.setTimeout(connectTimeoutMs, () => resolve(`no answer from ${dockerHost} within ${connectTimeoutMs} ms`));
    socket.once('error', (error) => resolve(error.message));
    socket.once('connect', () => resolve(undefined));
  }).finally(() => socket.destroy());
}

function connectTo(dockerHost: string): Socket | undefined {
  if (!URL.canParse(dockerHost)) return undefined;
  const { protocol, pathname, hostname, port } = new URL(dockerHost);
  if (protocol === 'unix:') return connect(pathname);
  return protocol === 'tcp:' ? connect(Number(port || '2375'), hostname) : undefined;
}
