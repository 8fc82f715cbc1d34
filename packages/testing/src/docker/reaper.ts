// A process that outlives its parent by a moment: when its standard input ends without the agreed word, it removes the containers
// and networks of a fixture. Testcontainers has a reaper in a container; its image is not available everywhere.
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { findDocker } from './docker';
import { removeFixture } from './fixture-objects';

export const dismissal = 'dismissed';

// The time for a request whose sender was killed before the answer.
const stragglerMs = 5_000;

async function main(): Promise<void> {
  const fixtureId = process.argv[2] as string;
  if ((await text(process.stdin)) === dismissal) return;
  const { client } = await findDocker();
  await removeFixture(client, fixtureId);
  await delay(stragglerMs);
  await removeFixture(client, fixtureId);
}

if (require.main === module) void main();
