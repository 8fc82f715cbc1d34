import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { root } from '../run-command.mjs';
import { markdownFiles } from './markdown.mjs';
import { SampleApplication } from './samples.mjs';

const piece = (code, given = '') => `<!-- given ${given} -->\n\n\`\`\`ts\n${code}\n\`\`\`\n`;
/** A page with one right piece and three wrong ones. It is compiled together with the pages: a compiler takes seven seconds for its libraries alone. */
const wrongPage = 'docs/wrong.md';
const wrong = [
  piece('await session.execute(text, [1]);', 'const text: string'),
  piece('await session.unheardOf();'),
  piece('(await session.execute("SELECT a")).rows[0].toString();'),
  piece('(await session.execute("SELECT a")).one()?.a;'),
].join('\n');
const isOfWrongPage = (line) => line.replaceAll('\\', '/').startsWith(`samples/${wrongPage}`);

describe('the samples of the documentation', () => {
  let application;
  let compiled;

  before(async () => {
    application = await SampleApplication.create();
    const pages = markdownFiles()
      .filter((file) => !file.endsWith('api-report.md'))
      .map((file) => [file, readFileSync(path.join(root, file), 'utf8')]);
    compiled = await application.problemsOf([...pages, [wrongPage, wrong]]);
  });
  after(() => application?.delete());

  it('compile under the strictest settings, with the oldest TypeScript and the newest', () => {
    assert.deepEqual(
      compiled.map(({ version }) => version.split('.')[0]),
      ['5', '7'],
    );
    for (const { version, problems } of compiled) {
      const found = problems.filter((line) => /^\S/.test(line) && !isOfWrongPage(line));
      assert.deepEqual(found, [], `with TypeScript ${version}`);
    }
  });

  it('would be refused with a name that does not exist, and with what only lax settings allow', () => {
    for (const { version, problems } of compiled) {
      assert.deepEqual(
        problems.filter(isOfWrongPage).map((line) => /wrong\.md-(\d).*(TS\d+)/.exec(line)?.slice(1)),
        [
          ['1', 'TS2339'],
          ['2', 'TS2532'],
          ['3', 'TS4111'],
        ],
        `with TypeScript ${version}`,
      );
    }
  });
});
