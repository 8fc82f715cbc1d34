import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { startCassandra } from '../src/index';
import { findDocker, type RuntimeClient } from '../src/docker/docker';
import { labelsOf, removeFixture } from '../src/docker/fixture-objects';
import { createdBy, FixtureEvents } from './docker-objects';
import { describeDocker } from './docker-presence';
import { startAndGiveUp } from './giving-up-program';
import { childrenOf, newCache, ObservedProcess } from './server-process';

// What the daemon reports of each step of a start: the kind of the event, the first or the second of its kind, and a line of the log.
const steps: [step: string, event: string, count: number, line?: RegExp][] = [
  ['the network is created', 'network create', 1],
  ['the container is created', 'container create', 1],
  ['the files are copied', 'container extract-to-dir', 1],
  ['the container is in the network', 'network connect', 1],
  ['the container has started', 'container start', 1],
  ['the log begins', 'container start', 1, /./],
  ['the second of two containers is created', 'container create', 2],
  ['the second of two containers is in the network', 'network connect', 2],
  ['the second of two containers has started', 'container start', 2],
];

describeDocker('a start in containers', () => {
  let client: RuntimeClient;

  beforeAll(async () => {
    ({ client } = await findDocker());
  });

  async function nothingIsLeft(): Promise<void> {
    expect(await createdBy(client, process.pid)).toEqual([]);
    expect(childrenOf(process.pid, 'reaper.js')).toEqual([]);
  }

  /** Starts as many nodes as the step needs. At the step, acts on what is there. Returns what the start rejects with. */
  async function startUntil(
    [, kind, nodes, line]: (typeof steps)[number],
    signal: AbortSignal | undefined,
    act: () => unknown,
  ): Promise<unknown> {
    await using events = await FixtureEvents.follow(client);
    const start = startCassandra({ provider: 'docker', nodes, signal, progress: false });
    const outcome = start.then(
      () => 'started',
      (error: unknown) => error,
    );
    const { Actor } = await events.next(kind, nodes);
    if (line) await logged(Actor.ID, line);
    await act();
    return await outcome;
  }

  async function logged(id: string, line: RegExp): Promise<void> {
    const log = await client.container.logs(client.container.getById(id));
    for await (const text of createInterface({ input: log })) if (line.test(text)) return;
  }

  it.each(steps)('gives up with the reason of its signal, and leaves nothing, when %s', async (...step) => {
    const giveUp = new AbortController();
    const outcome = await startUntil(step, giveUp.signal, () => giveUp.abort(new Error('enough')));
    expect(outcome).toMatchObject({ message: 'enough' });
    await nothingIsLeft();
  });

  it.each(steps)('fails, and leaves nothing, when another client removes what is there when %s', async (...step) => {
    const { dockerode } = client.container;
    const outcome = await startUntil(step, undefined, async () => {
      const ids = await createdBy(client, process.pid);
      await Promise.allSettled(ids.map((id) => dockerode.getContainer(id).remove({ force: true, v: true })));
      await Promise.allSettled(ids.map((id) => dockerode.getNetwork(id).remove()));
    });
    expect(outcome).toMatchObject({ code: 'START_FAILED' });
    await nothingIsLeft();
  });

  it('gives up, and leaves nothing, when its keeper has a container of it', async () => {
    const cache = newCache();
    const program = startAndGiveUp({ provider: 'docker', reuse: true });
    const run = new ObservedProcess(['-e', program], { ASYNC_CASSANDRA_CACHE: cache });
    await run.printed('step Starting a container');
    const [keeper] = childrenOf(run.child.pid as number, 'keep-server');
    while ((await createdBy(client, keeper)).length < 2);
    run.child.stdin.write('now');
    await run.printed('outcome');
    expect(await createdBy(client, keeper)).toEqual([]);
    expect(run.output).toContain('"message":"enough"');
    expect(await run.exit()).toEqual([0, null]);
    for (const folder of [run.temporaryFolder, cache]) rmSync(folder, { recursive: true });
  });

  it('has removed all when the daemon was removing it for another client already', async () => {
    const { dockerode } = client.container;
    const fixtureId = randomUUID();
    const Labels = labelsOf(fixtureId);
    await dockerode.createNetwork({ Name: fixtureId, Driver: 'bridge', Labels });
    const container = await dockerode.createContainer({
      Image: 'cassandra:5.0',
      Entrypoint: ['sleep', '600'],
      Labels,
      HostConfig: { NetworkMode: fixtureId },
    });
    await container.start();
    const sides = [1, 2, 3].map(async () => {
      await removeFixture(client, fixtureId);
      return createdBy(client, process.pid);
    });
    expect(await Promise.all(sides)).toEqual([[], [], []]);
  });
});
