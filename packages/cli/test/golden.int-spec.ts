// Whole projects, as an application has them: their types are generated from a real server, the strictest compiler finds nothing in them, and
// they run. Each `@ts-expect-error` in them is a mistake that the compiler has to find.
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { useKeyspace } from '@async-cassandra/testing/jest';
import { ServerCommands } from './server-commands';
import { TypesProject, type Compiler } from './types-project';

/** Only ends endless waits: on a very busy machine, seconds become minutes. */
const patient = { requestTimeoutMs: 10 * 60_000, connectTimeoutMs: 60_000 };
const sources = path.join(__dirname, 'golden');
const [shop, stock] = [
  useKeyspace({ scripts: [path.join(sources, 'shop.cql')] }),
  useKeyspace({ scripts: [path.join(sources, 'stock.cql')] }),
];
const commands = new ServerCommands(shop);
let workspace: TypesProject;

beforeAll(() => {
  workspace = new TypesProject();
  cpSync(sources, workspace.folder, { recursive: true });
});
afterAll(async () => {
  await commands.close();
  workspace.remove();
});

/** Generates the types of a project. Returns what the command says. */
async function generate(name: string, keyspace = shop): Promise<string> {
  const folder = path.join(workspace.folder, name);
  const { exit, error } = await commands.run(['types', '--request-timeout', '10m', '--keyspace', keyspace.name], {
    folder,
  });
  expect(exit).toBe(0);
  return error;
}

/** Runs a compiled program. Returns the lines of its output. */
async function run(file: string): Promise<string[]> {
  const env = {
    PATH: process.env['PATH'],
    CLUSTER: JSON.stringify({ ...shop.clusterOptions(), ...patient }),
    KEYSPACE: shop.name,
    STOCK_KEYSPACE: stock.name,
  };
  const { stdout } = await promisify(execFile)(process.execPath, [path.join(workspace.folder, file)], { env });
  return stdout.trimEnd().split('\n');
}

const packageFile = (name: string, type: string) =>
  workspace.write(`${name}/package.json`, JSON.stringify({ name, type }));

/** The programs, and what each prints. */
const programs: [name: string, type: string, compiler: Compiler, statements: number, output: string[]][] = [
  [
    'esm',
    'module',
    'typescript-7',
    7,
    [
      'Ada kind+new London no street 12.50',
      '1 north 0 5 1',
      '2 north 0 7 undefined',
      'scanned 1 5',
      'scanned 2 7',
      'counted 2',
      'is still Ada',
    ],
  ],
  ['commonjs', 'commonjs', 'typescript', 5, ['1,ONE 2,none 3,THREE 5,FIVE', '4', '[ 1, 2, 3, 5 ]']],
  ['nest', 'commonjs', 'typescript-7', 3, ['ELEVEN true']],
  ['rxjs', 'module', 'typescript-7', 3, ["[ '22 TWENTY-ONE', '23 none' ]", '10']],
];

it.each(programs)('%s', async (name, type, compiler, statements, output) => {
  packageFile(name, type);
  expect(await generate(name)).toBe(`${statements} statements: wrote src/cql.generated.d.ts\n`);
  expect(await workspace.compile(`${name}/tsconfig.json`, compiler)).toEqual([]);
  expect(await run(`${name}/dist/main.js`)).toEqual(output);
});

it('a monorepo with two schemas', async () => {
  for (const name of ['stock', 'shop']) packageFile(`monorepo/${name}`, 'module');
  workspace.write(
    'monorepo/stock/package.json',
    JSON.stringify({ name: '@golden/stock', type: 'module', exports: './dist/stock.js' }),
  );
  mkdirSync(path.join(workspace.folder, 'monorepo/node_modules/@golden'), { recursive: true });
  symlinkSync('../../stock', path.join(workspace.folder, 'monorepo/node_modules/@golden/stock'), 'junction');
  for (const [name, keyspace] of [
    ['stock', stock],
    ['shop', shop],
  ] as const) {
    expect(await generate(`monorepo/${name}`, keyspace)).toMatch(/^2 statements: wrote/);
    expect(await workspace.compile(`monorepo/${name}/tsconfig.json`)).toEqual([]);
  }
  expect(await run('monorepo/shop/dist/main.js')).toEqual(['62 PEN', 'pen null']);
});
