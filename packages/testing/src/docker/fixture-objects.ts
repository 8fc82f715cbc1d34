// The containers and networks that a fixture leaves in the Docker daemon: finds them by labels, and removes them.
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { isProcessAlive } from '../processes';
import type { RuntimeClient } from './docker';

// Labels of every object of a fixture: the fixture's id, and the process that owns it.
const fixtureLabel = 'async-cassandra-testing.fixture';
export const ownerLabel = 'async-cassandra-testing.owner';

const pollMs = 20;
// Only ends endless waits, with the last answer of the daemon: on a very busy machine a removal takes seconds.
const longestRemovalMs = 5 * 60_000;

// The daemon's answers that change by themselves: a network has a container that was started after the list (403), an object is gone
// (404), another client removes it (409).
const passingRefusals: ReadonlySet<number | undefined> = new Set([403, 404, 409]);

export function labelsOf(fixtureId: string): Record<string, string> {
  return { [fixtureLabel]: fixtureId, [ownerLabel]: `${processSpace()}${process.pid}` };
}

export function removeFixture(client: RuntimeClient, fixtureId: string): Promise<void> {
  return remove(client, `${fixtureLabel}=${fixtureId}`, () => true);
}

/** Removes the objects of killed processes of this machine, whose reapers were killed as well. */
export function removeOrphans(client: RuntimeClient): Promise<void> {
  const space = processSpace();
  return remove(client, ownerLabel, ({ [ownerLabel]: owner = '' }) => {
    return owner.startsWith(space) && !isProcessAlive(Number(owner.slice(space.length)));
  });
}

/** Identifies the scope of a process id. A daemon can serve several machines, and containers whose processes are not visible here. */
function processSpace(): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${hostname()} ${boot} ${readlinkSync('/proc/self/ns/pid')} `;
  } catch {
    return `${hostname()} `;
  }
}

/**
 * Removes the objects until the daemon lists none: another client may be removing the same ones, which takes the daemon a while, and a
 * request that creates one may still be in flight.
 */
async function remove(
  client: RuntimeClient,
  label: string,
  isOurs: (labels: Record<string, string | undefined>) => boolean,
): Promise<void> {
  const docker = client.container.dockerode;
  const filters = { label: [label] };
  for (const deadline = Date.now() + longestRemovalMs; ; await delay(pollMs)) {
    try {
      const containers = (await docker.listContainers({ all: true, filters })).filter(({ Labels }) => isOurs(Labels));
      const networks = (await docker.listNetworks({ filters })).filter(({ Labels }) => isOurs(Labels ?? {}));
      if (containers.length + networks.length === 0) return;
      await Promise.all(containers.map(({ Id }) => docker.getContainer(Id).remove({ force: true, v: true })));
      await Promise.all(networks.map(({ Id }) => docker.getNetwork(Id).remove()));
    } catch (error) {
      const { statusCode } = error as { statusCode?: number };
      if (!passingRefusals.has(statusCode) || Date.now() > deadline) throw error;
    }
  }
}
