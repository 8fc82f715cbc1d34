import { setTimeout as delay } from 'node:timers/promises';
import { FixtureError, fixtureErrorCode } from '../fixture-error';
import type { CqlAdmin } from './cql-admin';

const pollMs = 100;

export interface PeersOfNode {
  /** The endpoint for queries of the node, `host:port`. */
  readonly endpoint: string;
  /** The node's address within its cluster. */
  readonly address: string;
  /** The addresses of the other nodes. */
  readonly others: readonly string[];
}

/**
 * Waits until a node answers and has the others in its peers table. With passwords it refuses the first queries: it creates the
 * default role only after the start.
 *
 * @throws FixtureError at the deadline, with the node's last error as its cause.
 */
export async function waitForPeers(
  admin: CqlAdmin,
  { endpoint, address, others }: PeersOfNode,
  deadline: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  for (;;) {
    let cause: unknown;
    try {
      const peers = await admin.peersOf(endpoint);
      if (others.every((other) => peers.includes(other))) return;
    } catch (error) {
      cause = error;
    }
    if (Date.now() > deadline) {
      const message = `The node ${address} did not list ${others.join(', ') || 'itself'} in time`;
      throw new FixtureError(fixtureErrorCode.startTimedOut, message, { cause });
    }
    await delay(pollMs, undefined, { signal });
  }
}
