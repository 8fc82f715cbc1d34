// Documentation is checked like code: links lead somewhere, and what is shown as a program is one that a test runs.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { root } from '../run-command.mjs';
import { programsOf } from './documented-programs.mjs';
import { fileAddress } from './manifests.mjs';
import { linksIn, markdownFiles } from './markdown.mjs';
import { snippetsIn, testedFiles } from './snippets.mjs';

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
  return linksIn(text)
    .filter((link) => !/^[a-z]+:/.test(link) || link.startsWith(fileAddress('')))
    .filter((link) => {
      const [relative, anchor] = link.split('#');
      const target = relative.startsWith(fileAddress(''))
        ? path.join(root, relative.slice(fileAddress('').length))
        : path.resolve(root, path.dirname(file), relative);
      if (relative !== '' && !existsSync(target)) return true;
      return anchor !== undefined && !anchorsIn(relative === '' ? text : readFileSync(target, 'utf8')).includes(anchor);
    });
}

const files = markdownFiles();

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
    assert.ok(snippets.length >= 1);
    assert.ok(snippets.every(({ source }) => source?.includes('/test/')));
  });

  it('shows no file that no test runs', () => {
    const tested = testedFiles();
    const programs = new Set(files.flatMap(programsOf).flatMap((program) => program.files.map(({ source }) => source)));
    const shown = files
      .flatMap((file) => snippetsIn(readFileSync(path.join(root, file), 'utf8')))
      .flatMap(({ source }) => source ?? [])
      .filter((source) => !programs.has(source));
    assert.ok(shown.length >= 20);
    assert.deepEqual(
      shown.filter((source) => !tested.has(path.join(root, source))),
      [],
    );
  });

  it('would notice a dead link', () => {
    const ours = `[g](${fileAddress('README.md#see-it-run')}) [h](${fileAddress('nowhere.md')}) [i](https://nodejs.org/x)`;
    const text = `[a](nowhere.md) [b](README.md#no-such-heading) [c](README.md#see-it-run) [d](#e) \`[f](g.md)\` ${ours}\n# E\n`;
    const dead = ['nowhere.md', 'README.md#no-such-heading', fileAddress('nowhere.md')];
    assert.deepEqual(brokenLinks('x.md', text), dead);
  });
});
