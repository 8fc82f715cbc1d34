// Imports JavaScript and TypeScript files of both module kinds, which Node 20 cannot load all by itself.
import { pathToFileURL } from 'node:url';
import { createJiti } from 'jiti';

/** Returns the exports of a file. Packages that it imports are shared with this process. */
export async function importModule(file: string): Promise<unknown> {
  const jiti = createJiti(pathToFileURL(file).href, { interopDefault: false, fsCache: false });
  return jiti.import(file);
}
