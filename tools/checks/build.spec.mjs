// What nx restores from its cache it deletes first: a test that packs or loads a package meanwhile finds files missing. Without the cache,
// TypeScript's own incremental build writes only what has changed.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, it } from 'node:test';
import { runNx } from '../run-command.mjs';

const folder = mkdtempSync(path.join(tmpdir(), 'async-cassandra-graph-'));
after(() => rmSync(folder, { recursive: true }));

it('no target that writes into dist is restored from a cache, which would delete files under a running test', async () => {
  const file = path.join(folder, 'graph.json');
  await runNx(['graph', '--file', file]);
  const { nodes } = JSON.parse(readFileSync(file, 'utf8')).graph;
  const targets = Object.values(nodes).flatMap(({ name, data }) =>
    Object.entries(data.targets).map(([target, { outputs = [], cache }]) => ({
      name: `${name}:${target}`,
      outputs,
      cache,
    })),
  );
  const writesDist = targets.filter(({ outputs }) => outputs.some((output) => output.includes('/dist/')));
  assert.ok(writesDist.some(({ name }) => name === '@async-cassandra/core:build'));
  assert.deepEqual(
    writesDist.filter(({ cache }) => cache).map(({ name }) => name),
    [],
  );
});
