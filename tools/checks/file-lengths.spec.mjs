// A source file has at most 300 lines. One that is longer gives its reason in its first comment, with the words "300 lines".
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { it } from 'node:test';
import { root } from '../run-command.mjs';

const longest = 300;
const skipped = /(^|\/)(node_modules|dist|out|coverage|test|fixtures)(\/|$)/;
const isSource = (file) => /\.(ts|mts|js|mjs|cjs)$/.test(file) && !/[.-]spec(-support)?\.[cm]?[jt]s$/.test(file);

const sources = ['packages', 'apps', 'tools'].flatMap((folder) =>
  readdirSync(path.join(root, folder), { recursive: true })
    .map((file) => path.join(folder, file))
    .filter((file) => isSource(file) && !skipped.test(path.dirname(file).replace(/^tools\/test/, 'tools'))),
);

/** Returns the comment that a file begins with. */
const firstComment = (text) => /^\s*((\/\/[^\n]*\n)+|\/\*[^]*?\*\/)/.exec(text.replace(/^#![^\n]*\n/, ''))?.[1] ?? '';

it('every source file of more than 300 lines gives its reason in its first comment', () => {
  assert.ok(sources.includes('packages/core/src/connection/connection.ts'), 'the sources are not where they were');
  const withoutReason = sources.filter((file) => {
    const text = readFileSync(path.join(root, file), 'utf8');
    return text.split('\n').length - 1 > longest && !firstComment(text).includes('300 lines');
  });
  assert.deepEqual(withoutReason, [], 'split the file, or say in its first comment why it has more than 300 lines');
});
