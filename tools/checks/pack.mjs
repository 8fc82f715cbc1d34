// A package as it would be published.
import path from 'node:path';
import { runNpm } from '../run-command.mjs';

/** Packs a package of `publicPackages()` into a folder; gives the tarball and the names of what is in it. */
export async function pack({ folder }, destination) {
  const printed = await runNpm(['pack', '--json', '--silent', '--pack-destination', destination], { cwd: folder });
  const [{ filename, files }] = JSON.parse(printed);
  return { file: path.join(destination, filename), contents: files.map((file) => file.path) };
}
