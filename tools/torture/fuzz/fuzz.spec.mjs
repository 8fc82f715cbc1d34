import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadScenes, makeCase, runCase } from './cases.mjs';
import { fuzz } from './fuzz.mjs';
import { openReplayServer } from './replay-server.mjs';
import { putTogether, takeApart } from './segments.mjs';

describe('what a server sent, damaged', () => {
  it('never crashes, hangs or deceives a connection, and leaves nothing behind', async () => {
    const { endings, problems } = await fuzz({ count: 3000 });
    assert.deepEqual(problems, []);
    const total = Object.values(endings).flatMap((ofKind) => Object.values(ofKind));
    assert.equal(
      total.reduce((sum, times) => sum + times, 0),
      3000,
    );
    for (const kind of ['handshake', 'as sent', 'below checksums']) assert.ok(endings[kind].refused > 0, kind);
  });
});

describe('a case', () => {
  it('is the same whenever its number is', async () => {
    const server = await openReplayServer();
    const scenes = await loadScenes(server);
    server.close();
    assert.deepEqual(makeCase(scenes, 4711).sendings, makeCase(scenes, 4711).sendings);
    assert.notDeepEqual(makeCase(scenes, 4711).sendings, makeCase(scenes, 4712).sendings);
  });

  it('is judged wrong when another answer comes out than was sent', async () => {
    const server = await openReplayServer();
    const scenes = await loadScenes(server);
    const natives = scenes.find(({ name }) => name === 'natives');
    const counter = scenes.find(({ name }) => name === 'counter');
    const swapped = { scene: natives, kind: 'as sent', sendings: counter.sendings };
    assert.match((await runCase(server, swapped)).problem, /^a wrong answer/);
    assert.equal((await runCase(server, { ...swapped, sendings: natives.sendings })).ending, 'right');
    server.close();
  });
});

describe('segments', () => {
  it('are the same after they were taken apart and put together', async () => {
    const server = await openReplayServer();
    for (const { compression, sendings } of await loadScenes(server)) {
      const isCompressed = compression === 'lz4';
      assert.deepEqual(putTogether(takeApart(sendings[2], isCompressed), isCompressed), sendings[2]);
    }
    server.close();
  });
});
