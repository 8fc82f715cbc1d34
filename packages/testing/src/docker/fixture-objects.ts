// What a fixture leaves in the Docker daemon, containers and networks, found by labels and removed.
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { isProcessAlive } from '../processes';
import type { RuntimeClient } from './docker';

// Of all that a fixture creates: its id, and the process that it belongs to.
const fixtureLabel = 'async-cassandra-testing.fixture';
export const ownerLabel = 'async-cassandra-testing.owner';

export function labelsOf(fixtureId: string): Record<string, string> {
  return { [fixtureLabel]: fixtureId, [ownerLabel]: `${processSpace()}${process.pid}` };
}

export function removeFixture(client: RuntimeClient, fixtureId: string): Promise<void> {
  return remove(client, `${fixtureLabel}=${fixtureId}`, () => true);
}

/** Removes what processes of this machine left that were killed together with their reaper. */
export function removeOrphans(client: RuntimeClient): Promise<void> {
  const space = processSpace();
  return remove(client, ownerLabel, ({ [ownerLabel]: owner = '' }) => {
    return owner.startsWith(space) && !isProcessAlive(Number(owner.slice(space.length)));
  });
}

/** In what a process id has its meaning. A daemon can serve several machines, and containers whose processes are not ours to see. */
function processSpace(): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${hostname()} ${boot} ${readlinkSync('/proc/self/ns/pid')} `;
  } catch {
    return `${hostname()} `;
  }
}

async function remove(
  client: RuntimeClient,
  label: string,
  isOurs: (labels: Record<string, string | undefined>) => boolean,
): Promise<void> {
  const docker = client.container.dockerode;
  const filters = { label: [label] };
  const containers = (await docker.listContainers({ all: true, filters })).filter(({ Labels }) => isOurs(Labels));
  await Promise.all(containers.map(({ Id }) => gone(docker.getContainer(Id).remove({ force: true, v: true }))));
  const networks = (await docker.listNetworks({ filters })).filter(({ Labels }) => isOurs(Labels ?? {}));
  await Promise.all(networks.map(({ Id }) => gone(docker.getNetwork(Id).remove())));
}

/** Another remover may be at it: then the object is not found any more, or is being removed. */
async function gone(removal: Promise<unknown>): Promise<void> {
  try {
    await removal;
  } catch (error) {
    const { statusCode } = error as { statusCode?: number };
    if (statusCode !== 404 && statusCode !== 409) throw error;
  }
}
