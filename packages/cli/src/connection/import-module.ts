// Imports JavaScript and TypeScript files of both module kinds, which Node 20 cannot load all by itself.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { createJiti } from 'jiti';

/** Returns the exports of a file. Packages that it imports are shared with this process. */
export async function importModule(file: string): Promise<unknown> {
  return importerFor(file).import(file);
}

/**
 * Returns the exports that a file has now: it and the files that it imports are loaded again, although they were imported before. A file with
 * an `await` outside of functions keeps its first exports.
 */
export async function importAnew(file: string): Promise<unknown> {
  const importer = importerFor(file);
  const { cache } = createRequire(file);
  const before = new Set(Object.keys(cache));
  const isOwn = (name: string) => !before.has(name) && !/[\\/]node_modules[\\/]/.test(name);
  try {
    // The call is synchronous because `import` leaves JavaScript to Node, which keeps what it has imported.
    return importer(file);
  } catch {
    return await importModule(file);
  } finally {
    for (const name of Object.keys(cache).filter(isOwn)) delete cache[name];
  }
}

/** Most runs have no file to import, and do not wait for the importer to load. */
function importerFor(file: string): ReturnType<typeof createJiti> {
  // oxlint-disable-next-line typescript/no-require-imports -- loaded when it is used
  const jiti = require('jiti') as { createJiti: typeof createJiti };
  return jiti.createJiti(pathToFileURL(file).href, { interopDefault: false, fsCache: false });
}
