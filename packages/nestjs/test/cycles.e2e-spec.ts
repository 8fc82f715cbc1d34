import { AsyncCassandraSession } from '@async-cassandra/core';
import { useKeyspace } from '@async-cassandra/testing/jest';
import { Controller, Get } from '@nestjs/common';
import { CassandraModule, InjectSession } from '../src/index';
import { startHttpApp } from './support/http-app';

const keyspace = useKeyspace();

@Controller()
class NodesController {
  constructor(
    private readonly session: AsyncCassandraSession,
    @InjectSession('second') private readonly second: AsyncCassandraSession,
  ) {}

  @Get('nodes')
  async nodes(): Promise<number> {
    const results = await Promise.all(
      [this.session, this.second].map((session) => session.execute('SELECT key FROM system.local')),
    );
    return results.reduce((sum, { length }) => sum + length, 0);
  }
}

async function cycle(lazyConnection: boolean): Promise<void> {
  const options = { cluster: keyspace.clusterOptions(), keyspace: keyspace.name, lazyConnection };
  await using running = await startHttpApp('express', {
    imports: [CassandraModule.forRoot(options), CassandraModule.forRoot({ ...options, name: 'second' })],
    controllers: [NodesController],
  });
  const response = await fetch(`${running.url}/nodes`, { headers: { connection: 'close' } });
  expect(await response.json()).toBe(2);
}

/** What this process holds: kinds of resources, and listeners of the process itself. */
function held(): Record<string, number> {
  const counts: Record<string, number> = {};
  const count = (name: string, by = 1): void => void (counts[name] = (counts[name] ?? 0) + by);
  for (const resource of process.getActiveResourcesInfo()) count(resource);
  for (const event of process.eventNames()) count(`on ${String(event)}`, process.listenerCount(event));
  return counts;
}

const cycles = 50;

test('a hundred applications that come and go leave nothing behind', async () => {
  await cycle(false);
  await cycle(true);
  const before = held();
  for (let i = 0; i < cycles; i++) {
    await cycle(false);
    await cycle(true);
  }
  // Timers of the process itself, and the last tick of a closed client, come and go. What each application leaves is there `cycles` times.
  const more = Object.entries(held()).filter(([name, count]) => count - (before[name] ?? 0) > cycles / 2);
  expect(more).toEqual([]);
});
