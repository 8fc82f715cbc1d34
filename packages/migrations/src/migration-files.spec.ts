import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readMigrationFiles } from './migration-files';

let folder: string;
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'migrations-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const write = (files: Record<string, string | Uint8Array>) => {
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
};
const refusal = (code: string, message: RegExp) =>
  expect.objectContaining({ code, message: expect.stringMatching(message) });

it('orders files by their numbers, and passes over what is no migration', async () => {
  write({
    '10_c.cql': 'C',
    '9_b.js': '',
    '1_a.cql': 'A',
    'README.md': '',
    '9_b.d.ts': '',
    '9_b.js.map': '',
    '.x.cql': '',
  });
  expect((await readMigrationFiles(folder)).map(({ name, isScript }) => [name, isScript])).toEqual([
    ['1_a', false],
    ['9_b', true],
    ['10_c', false],
  ]);
});

it('knows where each statement is, and nothing of its values', async () => {
  write({ '1_a.cql': "-- one\nCREATE TABLE a (id int);\n\nINSERT INTO a (id) VALUES ('secret');" });
  expect((await readMigrationFiles(folder))[0]!.statements.map(({ place }) => place)).toEqual([
    { file: '1_a.cql', statement: 1, line: 2, summary: 'CREATE TABLE a' },
    { file: '1_a.cql', statement: 2, line: 4, summary: 'INSERT INTO a' },
  ]);
});

it('finds the same file after a checkout on Windows, with a byte order mark or other comments', async () => {
  write({ '1_a.cql': '-- x\nDROP\nTABLE a;\n', '2_b.cql': '\uFEFFDROP\r\nTABLE a; -- y\r\n' });
  const [one, other] = await readMigrationFiles(folder);
  expect(one!.checksum).toBe(other!.checksum);
});

it.each([
  ['a name without a number', { 'users.cql': 'A' }, 'BAD_FILE', /^users\.cql is not a valid name/],
  ['no statement', { '1_a.cql': '-- nothing\n' }, 'BAD_FILE', /^1_a\.cql has no statement/],
  ['Latin-1', { '1_a.cql': Buffer.from("A 'é';", 'latin1') }, 'BAD_FILE', /^1_a\.cql is not a text in UTF-8/],
  ['UTF-16', { '1_a.cql': Buffer.from('\uFEFFA;', 'utf16le') }, 'BAD_FILE', /^1_a\.cql is not a text in UTF-8/],
  ['an open text', { '1_a.cql': "A;\nB 'c" }, 'BAD_FILE', /inside a string that begins on line 2/],
  ['a USE', { '1_a.cql': 'A;\nuse shop;' }, 'BAD_FILE', /line 2: USE cannot be run/],
  ['a command of cqlsh', { '1_a.cql': "SOURCE 'b.cql';" }, 'BAD_FILE', /SOURCE .* cqlsh/],
  [
    'one number twice',
    { '01_a.cql': 'A', '1_b.cql': 'A' },
    'BAD_FOLDER',
    /01_a\.cql and 1_b\.cql have the same number/,
  ],
])('refuses %s', async (_, files, code, message) => {
  write(files as Record<string, string | Uint8Array>);
  await expect(readMigrationFiles(folder)).rejects.toEqual(refusal(code, message));
});

it('refuses a folder that is not there', async () => {
  await expect(readMigrationFiles(path.join(folder, 'none'))).rejects.toEqual(refusal('BAD_FOLDER', /cannot be read/));
});
