// Files of JavaScript and TypeScript of both module kinds, as Node 20 cannot load them all by itself.
import { pathToFileURL } from 'node:url';
import { createJiti } from 'jiti';

/** What a file exports. What it imports from packages is what everybody in this process gets. */
export async function importModule(file: string): Promise<unknown> {
  const jiti = createJiti(pathToFileURL(file).href, { interopDefault: false, fsCache: false });
  return jiti.import(file);
}
