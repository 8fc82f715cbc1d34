// Runs Jest projects and counts the results.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root, runTool } from '../run-command.mjs';
import { CommandFailed } from '../terminal.mjs';
import { noCounts, reasonIn } from './counts.mjs';
import { Progress } from './progress.mjs';

/** Jest ends by itself unless a test left something open: a socket, a timer, a process. On a busy machine that takes a while. */
const endLimitMs = 120_000;

/** Sums up Jest's JSON report. A file that could not run counts as one failure. */
export function countReport({ testResults }) {
  const counts = noCounts();
  for (const { name, status, assertionResults, startTime, endTime } of testResults) {
    const file = path.relative(root, name);
    const failedBefore = counts.failed;
    for (const { status: outcome, fullName } of assertionResults) {
      if (outcome === 'passed') counts.passed += 1;
      else if (outcome === 'failed') counts.failed += 1;
      else counts.skipped.push({ name: `${file}: ${fullName}`, reason: reasonIn(fullName) });
    }
    if (status === 'failed' && counts.failed === failedBefore) counts.failed += 1;
    counts.files.push({ file, tests: assertionResults.length, ms: endTime - startTime });
  }
  return counts;
}

/** Returns the names of the Jest projects of these kinds (jest.preset.cjs names them), optionally of some packages only. */
export function projectsOf(kinds, packages) {
  const { projects } = createRequire(import.meta.url)('../../jest.config.cjs');
  return projects
    .filter(({ rootDir }) => packages === undefined || packages.includes(path.basename(rootDir)))
    .map(({ displayName }) => displayName)
    .filter((name) => kinds.includes(name.split(' ').at(-1)));
}

/** Runs the projects of these kinds, `workers` files at a time. Resolves with the counts and all of Jest's output. */
export async function runJest(kinds, { packages, workers, show } = {}) {
  const projects = projectsOf(kinds, packages);
  if (projects.length === 0) return { counts: noCounts(), output: '' };
  const folder = mkdtempSync(path.join(tmpdir(), 'async-cassandra-test-'));
  const report = path.join(folder, 'jest.json');
  const args = [
    ...['--config', 'jest.config.cjs', '--ci', '--passWithNoTests'],
    ...(workers === 1 ? ['--runInBand'] : ['--maxWorkers', String(workers)]),
    ...['--reporters', 'default', '--reporters', path.join(import.meta.dirname, 'progress-reporter.cjs')],
    ...['--json', '--outputFile', report, '--selectProjects', ...projects],
  ];
  const progress = new Progress(show);
  let child;
  let endTimer;
  let hung = false;
  const kill = () => {
    hung = true;
    child.kill('SIGKILL');
  };
  try {
    const output = await runTool('jest', args, {
      allowedCodes: [0, 1],
      onOutput: (_, running) => (child = running),
      onMessage: ({ began, tests, ended, isOver }) => {
        if (began) progress.begin(began);
        if (tests) progress.testIsDone();
        if (ended) progress.end(ended);
        if (isOver) endTimer = setTimeout(kill, endLimitMs);
      },
    });
    if (!existsSync(report)) throw new CommandFailed('jest', 'ended before its tests', output);
    return { counts: countReport(JSON.parse(readFileSync(report, 'utf8'))), output };
  } catch (error) {
    if (hung) throw new Error(`Jest did not end by itself in ${endLimitMs / 1000} s: a test left something open`);
    throw error;
  } finally {
    clearTimeout(endTimer);
    rmSync(folder, { recursive: true, force: true });
  }
}
