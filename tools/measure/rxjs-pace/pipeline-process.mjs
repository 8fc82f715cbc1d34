// Runs one pipeline in a process of its own, so that the memory is the pipeline's, and reports to its parent.
import { setTimeout as wait } from 'node:timers/promises';
import { runPipeline } from './pace.mjs';

const { delayMs, sampleMs, limitMs, ...options } = JSON.parse(process.argv[2]);
const progress = { handled: 0, fetched: 0, pages: 0, furthestAhead: 0 };
const startedAt = performance.now();

function tell(isOver) {
  // Needs --expose-gc: the rest after a collection is what the pipeline holds.
  globalThis.gc();
  const { heapUsed, rss } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  const elapsedMs = performance.now() - startedAt;
  const sample = { ...progress, heapUsed, rss, cpuMs: (user + system) / 1000, elapsedMs, isOver };
  return new Promise((resolve) => process.send(sample, resolve));
}

await tell(false);
setInterval(() => void tell(false), sampleMs).unref();
const isOver = await Promise.race([
  runPipeline({ ...options, delay: () => wait(delayMs) }, progress).then(() => true),
  wait(limitMs, false, { ref: false }),
]);
await tell(isOver);
process.exit();
