// The markdown files of the repository.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { root } from '../run-command.mjs';

const skipped = /(^|\/)(node_modules|dist|out|coverage|\.nx|\.git)$/;

/** Every markdown file at or below a folder, relative to the root of the repository. */
export function markdownFiles(folder = '.') {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return skipped.test(file) ? [] : markdownFiles(file);
    return file.endsWith('.md') ? [file] : [];
  });
}
