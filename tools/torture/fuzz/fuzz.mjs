// Runs many cases, several at a time, and watches the process.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { loadScenes, makeCase, runCase } from './cases.mjs';
import { openReplayServer } from './replay-server.mjs';

const checkpoints = 10;
const maxShownProblems = 20;
/** After garbage collection, the heap of a process without leaks stays within this between two checkpoints of its second half. */
const toleratedGrowthMiB = 16;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');
const inMiB = (bytes) => Number((bytes / 2 ** 20).toFixed(1));

export async function fuzz({ first = 1, count, lanes = 16, onProgress = () => {} }) {
  const endings = {};
  const problems = [];
  const memory = [];
  const addProblem = (problem) => problems.length < maxShownProblems && problems.push(problem);
  const onCrash = (error) => addProblem(`a crash: ${error?.stack ?? error}`);
  process.on('uncaughtException', onCrash).on('unhandledRejection', onCrash);
  const servers = await Promise.all(Array.from({ length: lanes }, openReplayServer));
  try {
    const scenes = await loadScenes(servers[0]);
    let next = first;
    const lane = async (server, end) => {
      while (next < end) {
        const each = makeCase(scenes, next++);
        const { ending, problem } = await runCase(server, each);
        const ofKind = (endings[each.kind] ??= {});
        ofKind[ending] = (ofKind[ending] ?? 0) + 1;
        if (problem !== undefined) {
          const { number, scene, kind, done } = each;
          addProblem(`case ${number} (${scene.name}, ${scene.compression}, ${kind}: ${done.join(', ')}): ${problem}`);
        }
      }
    };
    for (let part = 1; part <= checkpoints; part += 1) {
      const end = first + Math.round((count * part) / checkpoints);
      await Promise.all(servers.map((server) => lane(server, end)));
      memory.push(await measure(end - first));
      onProgress(end - first);
    }
  } finally {
    for (const server of servers) server.close();
    process.off('uncaughtException', onCrash).off('unhandledRejection', onCrash);
  }
  const growth = growthOf(memory);
  if (growth !== undefined) problems.push(growth);
  return { endings, problems, memory };
}

async function measure(done) {
  // Destroyed sockets are released one turn later, and buffers after a second collection.
  for (let turn = 0; turn < 3; turn += 1) {
    await new Promise(setImmediate);
    collectGarbage();
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  const handles = process.getActiveResourcesInfo().length;
  return { done, heapMiB: inMiB(heapUsed), bufferMiB: inMiB(arrayBuffers), handles };
}

function growthOf(memory) {
  const half = memory[Math.floor(memory.length / 2) - 1];
  const last = memory.at(-1);
  const grownMiB = last.heapMiB + last.bufferMiB - half.heapMiB - half.bufferMiB;
  if (grownMiB > toleratedGrowthMiB) return `memory grew by ${grownMiB.toFixed(1)} MiB in the second half`;
  if (last.handles > half.handles + 2) return `handles grew from ${half.handles} to ${last.handles}`;
  return undefined;
}
