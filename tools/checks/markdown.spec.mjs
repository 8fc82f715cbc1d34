// Documentation is checked like code: links lead somewhere, and what is shown as a program is one that a test runs.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { root } from '../run-command.mjs';

const skipped = /(^|\/)(node_modules|dist|out|coverage|\.nx|\.git)$/;

function markdownBelow(folder) {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return skipped.test(file) ? [] : markdownBelow(file);
    return file.endsWith('.md') ? [file] : [];
  });
}

const withoutCode = (text) => text.replace(/```[\s\S]*?```/g, '').replace(/`[^`\n]*`/g, '');

const anchorOf = (heading) =>
  heading
    .replace(/[`*_]/g, '')
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s-]/gu, '')
    .replace(/\s/g, '-');

const anchorsIn = (text) => [...text.matchAll(/^#{1,6} (.+)$/gm)].map(([, heading]) => anchorOf(heading));

/** Links to files and headings of this repository that lead nowhere. */
function brokenLinks(file, text) {
  return [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link]) => link)
    .filter((link) => !/^[a-z]+:/.test(link))
    .filter((link) => {
      const [relative, anchor] = link.split('#');
      const target = path.resolve(root, path.dirname(file), relative);
      if (relative !== '' && !existsSync(target)) return true;
      return anchor !== undefined && !anchorsIn(relative === '' ? text : readFileSync(target, 'utf8')).includes(anchor);
    });
}

/** Blocks of TypeScript, each with the file that it says it shows. */
function snippetsIn(text) {
  return [...text.matchAll(/(?:<!-- snippet (\S+) -->\n\n)?```(?:ts|typescript|js)\n([\s\S]*?)```/g)].map(
    ([, source, code]) => ({ source, code }),
  );
}

const files = markdownBelow('.');

describe('the documentation', () => {
  for (const file of files) {
    const text = readFileSync(path.join(root, file), 'utf8');
    it(`has no dead links in ${file}`, () => assert.deepEqual(brokenLinks(file, text), []));

    for (const { source, code } of snippetsIn(text).filter((snippet) => snippet.source !== undefined)) {
      it(`shows ${source} in ${file} as it is`, () => {
        assert.equal(code, readFileSync(path.join(root, source), 'utf8'));
      });
    }
  }

  it('shows no program in README.md that no test runs', () => {
    const snippets = snippetsIn(readFileSync(path.join(root, 'README.md'), 'utf8'));
    assert.ok(snippets.length >= 2);
    assert.ok(snippets.every(({ source }) => source?.includes('/test/')));
  });

  it('would notice a dead link', () => {
    const text = '[a](nowhere.md) [b](README.md#no-such-heading) [c](README.md#see-it-run) [d](#e) `[f](g.md)`\n# E\n';
    assert.deepEqual(brokenLinks('x.md', text), ['nowhere.md', 'README.md#no-such-heading']);
  });
});
