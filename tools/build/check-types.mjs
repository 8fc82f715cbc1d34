// Checks the types of specs, tests and type tests of packages that are built, by the native compiler: it takes a tenth of the CPU. The sources
// themselves are checked by their build. See docs/decisions/0025-the-native-compiler-checks.md.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root, runTool } from '../run-command.mjs';
import { runMain } from '../terminal.mjs';

/** The project that the build of a package checks. */
const built = './tsconfig.lib.json';
/** Projects about what an application's compiler says: the compiler of this repository, the oldest that is tested, checks them too. */
const ofApplications = /tsconfig\.(typed|strict)\.json$/;

/** Returns the TypeScript projects of a package but for its sources. */
export function checkedProjects(folder) {
  const { references } = JSON.parse(readFileSync(path.join(root, folder, 'tsconfig.json'), 'utf8'));
  return references
    .map((reference) => reference.path)
    .filter((file) => file !== built)
    .map((file) => path.join(folder, file));
}

/** Checks the packages in these folders, relative to the root of the repository. */
export async function checkTypes(folders) {
  for (const project of folders.flatMap(checkedProjects)) {
    const options = ['--noEmit', '--composite', 'false', '--project', project];
    await runTool('typescript-7', options);
    if (ofApplications.test(project)) await runTool('typescript', options);
  }
}
