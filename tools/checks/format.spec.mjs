// The formatter reads every kind of file that the repository has: a kind that it left out would pass in any shape.
import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, it } from 'node:test';
import { root, runTool } from '../run-command.mjs';

/** By ending: a text in another shape than the formatter's. */
const misshapen = {
  cjs: 'module.exports = "a"\n',
  css: 'a{color:red}\n',
  html: '<p   class=a>a</p>\n',
  js: 'const a = "a"\n',
  json: '{"a":1}\n',
  md: '*  a\n',
  mjs: 'export const a = "a"\n',
  ts: 'export const a : string = "a"\n',
  yaml: 'a:   1\n',
};
const code = (language, text) => `\`\`\`${language}\n${text}\n\`\`\`\n`;

const folder = mkdtempSync(path.join(tmpdir(), 'async-cassandra-format-'));
after(() => rmSync(folder, { recursive: true }));
copyFileSync(path.join(root, '.oxfmtrc.json'), path.join(folder, '.oxfmtrc.json'));

/** Returns the names of the files that the check refuses. */
async function refused(files) {
  for (const [file, text] of Object.entries(files)) writeFileSync(path.join(folder, file), text);
  const printed = await runTool('oxfmt', ['--list-different', ...Object.keys(files)], {
    cwd: folder,
    allowedCodes: [1],
  });
  return printed.trim().split('\n').sort();
}

it('refuses a file of each kind', async () => {
  const files = Object.fromEntries(Object.entries(misshapen).map(([kind, text]) => [`a.${kind}`, text]));
  assert.deepEqual(await refused(files), Object.keys(files).sort());
});

it('refuses code within a page', async () => {
  const pages = {
    'code.md': code('ts', 'const a = "a"'),
    'data.md': code('json', '{"a":1}'),
    'good.md': code('ts', "const a = 'a';"),
  };
  assert.deepEqual(await refused(pages), ['code.md', 'data.md']);
});

it('leaves out what is generated', async () => {
  const files = {
    'a.ts': misshapen.ts,
    'cql.generated.d.ts': misshapen.ts,
    'cql.snapshot.json': misshapen.json,
    'package-lock.json': misshapen.json,
  };
  assert.deepEqual(await refused(files), ['a.ts']);
});
