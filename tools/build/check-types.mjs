// Checks the types of specs, tests and type tests, by the native compiler. The packages must be built: their builds check the sources.
// `npm run typecheck` checks all of them.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root, runTool } from '../run-command.mjs';
import { runMain } from '../terminal.mjs';
import { buildableFolders } from './workspaces.mjs';

/** The project that the build of a package checks. */
const built = 'tsconfig.lib.json';

/** Returns the TypeScript projects of a workspace that no build checks. `folder` is relative to the root, as are the projects. */
export function checkedProjects(folder) {
  const { references } = JSON.parse(readFileSync(path.join(root, folder, 'tsconfig.json'), 'utf8'));
  return references
    .map((reference) => path.join(folder, reference.path))
    .filter((project) => path.basename(project) !== built);
}

const native = 'typescript-7';

/** The project of what Jest runs: its check also writes the code, which costs a tenth of the check. Jest reads it (tools/test/typescript.cjs). */
const run = 'tsconfig.spec.json';

const isOff = (...names) => names.flatMap((name) => [`--${name}`, 'false']);
const codeFor = (folder) => [
  ...isOff('composite', 'declaration', 'declarationMap', 'sourceMap'),
  ...['--incremental', '--inlineSourceMap', '--inlineSources', '--rootDir', folder],
];

/** Checks a project. A later check of the same `compiler` only looks at what has changed. */
export async function checkProject(project, compiler = native) {
  const folder = path.dirname(project);
  const memory = path.join(folder, 'out', compiler, `${path.basename(project, '.json')}.tsbuildinfo`);
  const writesCode = compiler === native && path.basename(project) === run;
  const emit = writesCode ? codeFor(folder) : ['--noEmit'];
  await runTool(compiler, [...emit, '--tsBuildInfoFile', memory, '--project', project]);
}

/** Checks the workspaces in these folders, one project after the other: the compiler uses all cores. */
export async function checkTypes(folders) {
  for (const project of folders.flatMap(checkedProjects)) await checkProject(project);
}

if (process.argv[1] === import.meta.filename) await runMain(() => checkTypes(buildableFolders));
