// Builds packages and applications: TypeScript 7, the native compiler, checks the sources and writes declarations and code, Rolldown the code of
// packages whose tsconfig.lib.json has `emitDeclarationOnly`. docs/decisions/0025-the-native-compiler-builds-and-checks.md tells why.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root, runTool } from '../run-command.mjs';
import { workspaces } from '../test/options.mjs';

/** The folders of all packages and applications, relative to the root. */
export const buildableFolders = [...workspaces].filter(([name]) => name !== 'tools').map(([, folder]) => folder);

const projectOf = (folder) => path.join(root, folder, 'tsconfig.lib.json');

/** Returns these folders and the folders whose builds they use. */
function withReferences(folders, found = new Map()) {
  for (const folder of folders) {
    if (found.has(folder)) continue;
    const project = JSON.parse(readFileSync(projectOf(folder), 'utf8'));
    found.set(folder, project);
    const used = (project.references ?? []).map((reference) => path.dirname(path.join(folder, reference.path)));
    withReferences(used, found);
  }
  return found;
}

/** Builds the packages and applications in these folders, and those that they use. Writes only what has changed. */
export async function buildWorkspaces(folders = buildableFolders) {
  // The declarations first: a mistake in the types is an error before any code is written.
  await runTool('typescript-7', ['--build', ...folders.map(projectOf)]);
  // Loaded here: commands that install what is missing import this file before.
  const { writeBundle } = await import('./bundle.mjs');
  for (const [folder, { compilerOptions }] of withReferences(folders)) {
    if (compilerOptions.emitDeclarationOnly) await writeBundle(path.join(root, folder));
  }
}
