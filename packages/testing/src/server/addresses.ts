import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { FixtureError, fixtureErrorCode } from '../fixture-error';

// Below the range that systems hand out for outgoing connections, so that no connection takes a port between our look and the server's
// bind, or while a server is down.
const firstPort = 20_000;
const lastPort = 30_000;
const attempts = 50;

/** A port that is likely to be free: to be bound at once, and to be replaced by another one when it is taken. */
export function likelyFreePort(): number {
  return firstPort + randomInt(lastPort - firstPort);
}

/** Ports that are free on each of the addresses right now. The server's own bind has the last word. */
export async function freePorts(addresses: readonly string[], count: number): Promise<number[]> {
  const ports: number[] = [];
  for (let attempt = 0; attempt < attempts && ports.length < count; attempt++) {
    const port = likelyFreePort();
    if (!ports.includes(port) && (await isFreeOnAll(addresses, port))) ports.push(port);
  }
  if (ports.length === count) return ports;
  throw new FixtureError(
    fixtureErrorCode.startFailed,
    `No ${count} free ports between ${firstPort} and ${lastPort} on ${addresses.join(', ')}`,
  );
}

async function isFreeOnAll(addresses: readonly string[], port: number): Promise<boolean> {
  for (const address of addresses) {
    if (!(await isFree(address, port))) return false;
  }
  return true;
}

/** Resolves with whether a server could listen there. Rejects when this machine does not have the address. */
export function isFree(address: string, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRNOTAVAIL') reject(missingAddress(address, error));
      else resolve(false);
    });
    server.listen({ host: address, port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

function missingAddress(address: string, cause: Error): FixtureError {
  return new FixtureError(
    fixtureErrorCode.startFailed,
    `This machine does not answer on ${address}. Each node needs a loopback address of its own; on macOS add it with: sudo ifconfig lo0 alias ${address} up`,
    { cause },
  );
}
