// A process that outlives its starter by a moment: when its standard input ends without the agreed word, it removes the containers
// and networks of a fixture. Testcontainers has one in a container for this; its image cannot be had everywhere.
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { findDocker } from './docker';

export const dismissal = 'dismissed';

/** The label of all that a fixture creates, with the fixture's id. */
export const fixtureLabel = 'async-cassandra-testing.fixture';

// A request that its sender did not live to see answered.
const stragglerMs = 5_000;

async function reap(fixtureId: string): Promise<void> {
  const { client } = await findDocker();
  const docker = client.container.dockerode;
  const filters = { label: [`${fixtureLabel}=${fixtureId}`] };
  for (const { Id } of await docker.listContainers({ all: true, filters })) {
    await docker.getContainer(Id).remove({ force: true, v: true });
  }
  for (const { Id } of await docker.listNetworks({ filters })) await docker.getNetwork(Id).remove();
}

async function main(): Promise<void> {
  const fixtureId = process.argv[2] as string;
  if ((await text(process.stdin)) === dismissal) return;
  await reap(fixtureId);
  await delay(stragglerMs);
  await reap(fixtureId);
}

if (require.main === module) void main();
