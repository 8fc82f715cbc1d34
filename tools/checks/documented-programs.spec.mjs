// What a stranger does with a page: an empty folder, the install line of the page, the program saved under its name, the command of the page.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { root, runCommand, runNpm, runTool } from '../run-command.mjs';
import { publicPackages } from './api-report.mjs';
import { commandsIn, programsOf } from './documented-programs.mjs';
import { markdownFiles } from './markdown.mjs';
import { packAll, tarballsOf } from './pack.mjs';

const programs = markdownFiles().flatMap(programsOf);
const nameOf = (word) => word.replace(/(?<=.)@.*$/, '');
const titled = (file) => `== ${file}`;
/** By file: several pages may show the same program, which runs once. */
const runs = [...new Map(programs.map((program) => [program.file, program])).values()];

/** No variable tells the programs of a server that runs already, or of the npm that runs this. */
const ownEnvironment = Object.fromEntries(
  Object.keys(process.env)
    .filter((name) => /^(CASSANDRA_|npm_)/i.test(name))
    .map((name) => [name, undefined]),
);

describe('a program of the documentation', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'empty-'));
  let output;

  // One server for all: inside of `run`, the `run` of a page takes the server that it finds.
  before(async () => {
    // All of them: one may need another, and the registry has none yet.
    const packed = await packAll(folder);
    const others = programs.flatMap(({ installs }) => installs).filter((word) => !packed.has(word));
    const sources = [...tarballsOf(packed), ...new Set(others)];
    await runNpm(['install', '--prefer-offline', '--no-audit', '--no-fund', ...sources], { cwd: folder });
    const lines = runs.flatMap(({ file: name, files, command }) => {
      for (const { file, code } of files) {
        mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
        writeFileSync(path.join(folder, file), code);
      }
      return [`echo '${titled(name)}'`, `${command} || echo "ended with $?"`];
    });
    // As docs/bundling.md says.
    const external = ['lz4-napi', 'prom-client', '@opentelemetry/api'].flatMap((name) => ['--external', name]);
    const bundle = ['first.mjs', '--platform', 'node', '--format', 'esm', '-o', 'bundle.mjs', ...external];
    await runTool('rolldown', bundle, { cwd: folder });
    lines.push(`echo '${titled('bundle')}'`, 'node bundle.mjs || echo "ended with $?"');
    writeFileSync(path.join(folder, 'pages.sh'), lines.join('\n'));
    const run = ['async-cassandra-testing', 'run', '--', 'sh', 'pages.sh'];
    output = await runCommand('npx', run, { cwd: folder, env: ownEnvironment });
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const { page, file, code, installs, command, printed } of programs) {
    it(`prints in an empty folder what ${page} says that ${file} prints`, () => {
      assert.ok(command, `${page} has no command that runs ${file}`);
      assert.ok(printed, `${page} does not show what ${file} prints`);
      const [, said] = output.split(`${titled(file)}\n`);
      assert.ok(said.split(/^== /m)[0].includes(printed), output);
      const run = runs.find((each) => each.file === file);
      assert.deepEqual([code, command], [run.code, run.command], 'another program of this name');
      const imported = [...code.matchAll(/(?:from|^import) '((?:@[^/']+\/)?[^/']+)/gm)].map(([, name]) => name);
      const lacking = imported.filter((name) => !name.startsWith('node:') && !installs.map(nameOf).includes(name));
      assert.deepEqual(lacking, [], 'imported and not installed by the page');
    });
  }

  it('runs from a bundle that is an ES module', () => {
    const [, said] = output.split(`${titled('bundle')}\n`);
    assert.equal(said, 'lamp\n', output);
  });

  it('is there in README.md, in the first guide and in the README of each package', () => {
    const pages = new Set(programs.map(({ page }) => page));
    const readmes = publicPackages().map(({ folder }) => path.join(path.relative(root, folder), 'README.md'));
    const wanted = ['README.md', path.join('docs', 'getting-started.md'), ...readmes];
    assert.deepEqual(
      wanted.filter((page) => !pages.has(page)),
      [],
    );
  });
});

it('reads the commands of a page without their comments', () => {
  assert.deepEqual(commandsIn('```sh\nnpm install a # b\n\nnode x.mjs\n```\n'), ['npm install a', 'node x.mjs']);
});
