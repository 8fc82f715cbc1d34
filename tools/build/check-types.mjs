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

/** Checks a project. A later check of the same `compiler` only looks at what has changed. */
export async function checkProject(project, compiler = 'typescript-7') {
  const memory = path.join(path.dirname(project), 'out', compiler, `${path.basename(project, '.json')}.tsbuildinfo`);
  await runTool(compiler, ['--noEmit', '--tsBuildInfoFile', memory, '--project', project]);
}

/** Checks the workspaces in these folders, one project after the other: the compiler uses all cores. */
export async function checkTypes(folders) {
  for (const project of folders.flatMap(checkedProjects)) await checkProject(project);
}

if (process.argv[1] === import.meta.filename) await runMain(() => checkTypes(buildableFolders));
