import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { root } from '../run-command.mjs';
import { markdownFiles } from './markdown.mjs';
import { stumblesIn, stumblesInComments } from './plain-english.mjs';

const skipped = /(^|\/)(node_modules|dist|out|coverage|fixtures)(\/|$)/;

/** Returns the source files of a workspace, tests included. */
const sourcesOf = (workspace) =>
  readdirSync(path.join(root, workspace), { recursive: true })
    .map((file) => path.join(workspace, file))
    .filter((file) => /\.[cm]?[jt]s$/.test(file) && !skipped.test(file));

const workspaces = ['packages', 'apps'].flatMap((folder) =>
  readdirSync(path.join(root, folder)).map((name) => path.join(folder, name)),
);

describe('the English of comments', () => {
  for (const workspace of [...workspaces, 'tools']) {
    it(`is plain in ${workspace}`, () => {
      const stumbles = sourcesOf(workspace).flatMap((file) =>
        stumblesInComments(readFileSync(path.join(root, file), 'utf8')).map((each) => `${file}, ${each}`),
      );
      assert.deepEqual(stumbles, []);
    });
  }

  it('would not be plain with these words, in a comment of either kind', () => {
    const source =
      "const a = 'whoever'; // whoever\n/**\n * That of the node.\n */\nconst c = d; // it goes on\nsaysSo('is none');\n";
    assert.deepEqual(stumblesInComments(source), [
      'line 1: "whoever": name who it is: "a client that", "the process that"',
      'line 3: "That of": name the thing again: "the port of the node", not "that of the node"',
      'line 5: "goes on": "continue"',
    ]);
  });
});

describe('the English of the documentation', () => {
  for (const file of markdownFiles().filter((each) => !each.endsWith('api-report.md'))) {
    it(`is plain in ${file}`, () => {
      assert.deepEqual(stumblesIn(readFileSync(path.join(root, file), 'utf8')), []);
    });
  }

  it('would not be plain with these words, wherever a line has them', () => {
    const text = 'A request\ngoes on after a Time-out.\n\nThe port is that of the node.';
    assert.deepEqual(stumblesIn(text), [
      'line 2: "goes on": "continue"',
      'line 2: "Time-out": "timeout"',
      'line 4: "that of": name the thing again: "the port of the node", not "that of the node"',
    ]);
  });

  it('is not looked for in code, in quotation marks and in the titles of tests', () => {
    const text = '`that of` "goes on" [is none](../a.stub-spec.ts)\n```ts\n// whoever\n```\n<!-- given up -->\n';
    assert.deepEqual(stumblesIn(text), []);
  });
});
