// Runs specs of tools/ (node:test) and counts the results.
import path from 'node:path';
import { run } from 'node:test';
import { inspect } from 'node:util';
import { root } from '../run-command.mjs';
import { addCounts, noCounts, reasonIn } from './counts.mjs';
import { Progress } from './progress.mjs';

/** A group fails because one of its tests failed, which has an event of its own. */
const isGroup = ({ details }) => details?.type === 'suite' && details.error?.failureType !== 'hookFailed';

async function runFile(file, progress) {
  const counts = noCounts();
  const output = [];
  const startedAt = performance.now();
  progress.begin(file);
  for await (const { type, data } of run({ files: [path.join(root, file)] })) {
    if (type === 'test:stderr') output.push(data.message);
    if ((type !== 'test:pass' && type !== 'test:fail') || isGroup(data)) continue;
    const { skip, todo, name, details } = data;
    if (skip !== undefined || todo !== undefined) {
      const reason = typeof skip === 'string' ? skip : reasonIn(name);
      counts.skipped.push({ name: `${file}: ${name}`, reason });
    } else if (type === 'test:pass') counts.passed += 1;
    else {
      counts.failed += 1;
      output.push(`${name}\n${inspect(details.error?.cause ?? details.error)}\n\n`);
    }
    progress.testIsDone();
  }
  progress.end(file);
  const tests = counts.passed + counts.failed + counts.skipped.length;
  counts.files.push({ file, tests, ms: performance.now() - startedAt });
  return { counts, output: output.join('') };
}

/** Runs the files in order, `workers` at a time. */
export async function runNodeTests(files, { workers, show } = {}) {
  const progress = new Progress(show);
  const counts = noCounts();
  const outputs = [];
  const waiting = files.values();
  const work = async () => {
    for (const file of waiting) {
      const done = await runFile(file, progress);
      addCounts(counts, done.counts);
      outputs.push(done.output);
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  return { counts, output: outputs.join('') };
}
