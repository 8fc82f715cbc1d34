// The markdown files of the repository, and the links in them.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { root } from '../run-command.mjs';

const skipped = /(^|\/)(node_modules|dist|out|coverage|\.nx|\.git)$/;

/** Returns every markdown file at or below a folder, relative to the root of the repository. */
export function markdownFiles(folder = '.') {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return skipped.test(file) ? [] : markdownFiles(file);
    return file.endsWith('.md') ? [file] : [];
  });
}

const withoutCode = (text) => text.replace(/```[\s\S]*?```/g, '').replace(/`[^`\n]*`/g, '');

/** Returns the targets of the links of a page, as written. */
export const linksIn = (text) => [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link);
