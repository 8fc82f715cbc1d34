// Scans the table and saves its tally beside its checkpoint. Started and killed repeatedly by main.mjs.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { AsyncCluster } from '@async-cassandra/core';
import { Tally } from './table.mjs';

const [stateFile, options, keyspace] = process.argv.slice(2);
const saveEveryMs = 100;

function readState() {
  try {
    return JSON.parse(readFileSync(stateFile, 'utf8'));
  } catch {
    return { tally: {}, checkpoint: undefined };
  }
}

function writeState(state) {
  writeFileSync(`${stateFile}.new`, JSON.stringify(state));
  renameSync(`${stateFile}.new`, stateFile);
}

const cluster = new AsyncCluster(JSON.parse(options));
const session = await cluster.connect(keyspace);
const { tally: before, checkpoint } = readState();
const tally = new Tally(before);
const scan = session.scanTable('big', { checkpoint, maxRetries: 20 });
let savedAt = performance.now();
for await (const row of scan) {
  tally.add(row);
  // In the middle of a page as well as at its end.
  if (tally.count % 997 === 0 && performance.now() - savedAt > saveEveryMs) {
    writeState({ tally, checkpoint: scan.checkpoint() });
    savedAt = performance.now();
    process.send?.({ rows: tally.count });
  }
}
writeState({ tally, checkpoint: scan.checkpoint(), isOver: true });
await cluster.shutdown();
process.disconnect?.();
