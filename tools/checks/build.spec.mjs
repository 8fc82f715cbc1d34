// What nx restores from its cache it deletes first: a test that packs or loads a package meanwhile finds files missing. Without the cache,
// TypeScript's own incremental build writes only what has changed.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, it } from 'node:test';
import { buildableFolders } from '../build/workspaces.mjs';
import { runNx } from '../run-command.mjs';

const folder = mkdtempSync(path.join(tmpdir(), 'async-cassandra-graph-'));
after(() => rmSync(folder, { recursive: true }));

async function targetsOfNx() {
  const file = path.join(folder, 'graph.json');
  await runNx(['graph', '--file', file]);
  const { nodes } = JSON.parse(readFileSync(file, 'utf8')).graph;
  return Object.values(nodes).flatMap(({ name, data }) =>
    Object.entries(data.targets).map(([target, { outputs = [], cache, options }]) => ({
      name: `${name}:${target}`,
      outputs,
      cache,
      command: options?.command,
    })),
  );
}

const targets = await targetsOfNx();

it('every build of nx is the build that `npm test` uses', () => {
  const builds = targets.filter(({ name }) => name.endsWith(':build'));
  assert.equal(builds.length, buildableFolders.length);
  assert.deepEqual([...new Set(builds.map(({ command }) => command))], ['node ../../tools/build/main.mjs']);
});

it('no target that writes into dist is restored from a cache, which would delete files under a running test', () => {
  const writesDist = targets.filter(({ outputs }) => outputs.some((output) => output.includes('/dist/')));
  assert.ok(writesDist.some(({ name }) => name === '@async-cassandra/core:build'));
  assert.deepEqual(
    writesDist.filter(({ cache }) => cache).map(({ name }) => name),
    [],
  );
});
