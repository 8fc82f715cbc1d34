// The containers and networks that a fixture leaves in the Docker daemon: finds them by labels, and removes them.
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { isProcessAlive } from '../processes';
import type { RuntimeClient } from './docker';

// Labels of every object of a fixture: the fixture's id, and the process that owns it.
const fixtureLabel = 'async-cassandra-testing.fixture';
export const ownerLabel = 'async-cassandra-testing.owner';

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

/** Ignores an object that another process has removed, or is removing. */
async function gone(removal: Promise<unknown>): Promise<void> {
  try {
    await removal;
  } catch (error) {
    const { statusCode } = error as { statusCode?: number };
    if (statusCode !== 404 && statusCode !== 409) throw error;
  }
}
