// What a stranger does with a page: an empty folder, the install line of the page, the program saved under its name, the command of the page.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { root, runCommand, runNpm, runTool } from '../run-command.mjs';
import { publicPackages } from './api-report.mjs';
import { commandsIn, installedBy, programsOf } from './documented-programs.mjs';
import * as firstCompileError from './first-compile-error.mjs';
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
  /** By command: what the lines of the page about the first compile error print. */
  const printed = new Map();
  const save = (file, text) => {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  };

  // One server for all: inside of `run`, the `run` of a page takes the server that it finds.
  before(async () => {
    // All of them: one may need another, and the registry has none yet.
    const packed = await packAll(folder);
    const { files, commands, misspelled } = firstCompileError;
    const words = [...programs.flatMap(({ installs }) => installs), ...commands.flatMap(installedBy)];
    const others = words.filter((word) => !packed.has(word));
    await runNpm(['init', '--yes'], { cwd: folder });
    const sources = [...tarballsOf(packed), ...new Set(others)];
    await runNpm(['install', '--prefer-offline', '--no-audit', '--no-fund', ...sources], { cwd: folder });
    const lines = runs.flatMap(({ file: name, files, command }) => {
      for (const { file, code } of files) save(file, code);
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

    for (const [file, text] of files) save(file, text);
    for (const command of commands.filter((line) => line.startsWith('npx '))) {
      if (command === 'npx tsc') save('src/main.ts', misspelled(files.get('src/main.ts')));
      const options = { cwd: folder, env: ownEnvironment, allowedCodes: [0, 1, 2] };
      printed.set(command, await runCommand('npx', command.split(' ').slice(1), options));
    }
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

  it(`prints the first compile error in an empty folder, as ${firstCompileError.page} says`, () => {
    const { commands, wrote, compileError } = firstCompileError;
    const ran = commands.filter((line) => line !== 'npm init --yes' && installedBy(line).length === 0);
    assert.deepEqual(ran, ['npx async-cassandra types --schema schema.cql --keyspace shop', 'npx tsc']);
    assert.ok(printed.get(ran[0]).endsWith(wrote), printed.get(ran[0]));
    assert.equal(printed.get(ran[1]), compileError);
  });

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
