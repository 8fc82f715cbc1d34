import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { root } from '../run-command.mjs';
import { markdownFiles } from './markdown.mjs';
import { SampleApplication } from './samples.mjs';

describe('the samples of the documentation', () => {
  let application;

  before(async () => (application = await SampleApplication.create()));
  after(() => application?.delete());

  it('compile under the strictest settings, with the oldest TypeScript and the newest', async () => {
    const pages = markdownFiles().filter((file) => !file.endsWith('api-report.md'));
    const compiled = await application.problemsOf(
      pages.map((file) => [file, readFileSync(path.join(root, file), 'utf8')]),
    );
    assert.deepEqual(
      compiled.map(({ version }) => version.split('.')[0]),
      ['5', '7'],
    );
    for (const { version, problems } of compiled) assert.deepEqual(problems, [], `with TypeScript ${version}`);
  });

  it('would be refused with a name that does not exist, and with what only lax settings allow', async () => {
    const piece = (code, given = '') => `<!-- given ${given} -->\n\n\`\`\`ts\n${code}\n\`\`\`\n`;
    const wrong = [
      piece('await session.execute(text, [1]);', 'const text: string'),
      piece('await session.unheardOf();'),
      piece('(await session.execute("SELECT a")).rows[0].toString();'),
      piece('(await session.execute("SELECT a")).one()?.a;'),
    ].join('\n');
    for (const { version, problems } of await application.problemsOf([['docs/wrong.md', wrong]])) {
      assert.deepEqual(
        problems.filter((line) => /^\S/.test(line)).map((line) => /wrong\.md-(\d).*(TS\d+)/.exec(line)?.slice(1)),
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
