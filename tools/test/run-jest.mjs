// Runs Jest projects and counts what they found.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root, runTool } from '../run-command.mjs';
import { CommandFailed } from '../terminal.mjs';
import { noCounts, reasonIn } from './counts.mjs';

/** Jest ends by itself unless a test left something open: a socket, a timer, a process. */
const endLimitMs = 30_000;

/** Adds up Jest's JSON report. A file that could not even run counts as one failure. */
export function countReport({ testResults }) {
  const counts = noCounts();
  for (const { name, status, assertionResults } of testResults) {
    const failedBefore = counts.failed;
    for (const { status: outcome, fullName } of assertionResults) {
      if (outcome === 'passed') counts.passed += 1;
      else if (outcome === 'failed') counts.failed += 1;
      else counts.skipped.push({ name: `${path.relative(root, name)}: ${fullName}`, reason: reasonIn(fullName) });
    }
    if (status === 'failed' && counts.failed === failedBefore) counts.failed += 1;
  }
  return counts;
}

function projectsOfKinds(kinds) {
  const { projects } = createRequire(import.meta.url)('../../jest.config.cjs');
  return projects.map(({ displayName }) => displayName).filter((name) => kinds.includes(name.split(' ').at(-1)));
}

/** Runs the projects of these kinds (jest.preset.cjs names them); resolves with the counts and all of Jest's output. */
export async function runJest(kinds, { inBand = false, show } = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), 'async-cassandra-test-'));
  const report = path.join(folder, 'jest.json');
  const workers = inBand ? '--runInBand' : '--maxWorkers=100%';
  const args = ['--config', 'jest.config.cjs', '--ci', '--passWithNoTests', workers, '--json', '--outputFile', report];
  let files = 0;
  let endTimer;
  let hung = false;
  const onOutput = (chunk, child) => {
    files += (chunk.match(/^(PASS|FAIL) /gm) ?? []).length;
    show?.(`${files} files`);
    if (endTimer !== undefined || !/^Ran all test suites/m.test(chunk)) return;
    endTimer = setTimeout(() => {
      hung = true;
      child.kill('SIGKILL');
    }, endLimitMs);
  };
  try {
    const output = await runTool('jest', [...args, '--selectProjects', ...projectsOfKinds(kinds)], {
      allowedCodes: [0, 1],
      onOutput,
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
