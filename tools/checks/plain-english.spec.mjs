import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { root } from '../run-command.mjs';
import { markdownFiles } from './markdown.mjs';
import { stumblesIn } from './plain-english.mjs';

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
