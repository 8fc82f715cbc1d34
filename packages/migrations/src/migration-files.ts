// Reads and splits the files of a folder before anything runs: a mistake in the last one is found before the first one runs.
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { firstWord, splitCql } from '@async-cassandra/cql-script';
import { checksumOf, checksumOfAll } from './checksum';
import { messageOf, MigrationError, migrationErrorCode, type StatementPlace } from './migration-error';

export interface MigrationStatement {
  readonly place: StatementPlace;
  readonly text: string;
  readonly checksum: string;
}

/** A file of CQL, or a script, which counts as one statement without a text. */
export interface MigrationFile {
  /** `0001_users`: the name in the journal. A script keeps its name when it is compiled. */
  readonly name: string;
  /** `0001_users.cql` */
  readonly file: string;
  readonly path: string;
  readonly order: number;
  readonly isScript: boolean;
  readonly statements: readonly MigrationStatement[];
  readonly checksum: string;
}

const pattern = /^(\d{1,15})_([A-Za-z0-9][A-Za-z0-9_.-]*?)\.(cql|js|cjs|mjs|ts|cts|mts)$/;
const candidates = /\.(cql|js|cjs|mjs|ts|cts|mts)$/;
const declarations = /\.d\.[cm]?ts$/;

/** Words of cqlsh, and USE, which would change the keyspace of the application's session. */
const notForServers = new Map([
  ['USE', "name the keyspace with option 'keyspace', or in the statement"],
  ...['SOURCE', 'COPY', 'CONSISTENCY', 'DESCRIBE', 'DESC', 'CAPTURE', 'EXIT', 'QUIT', 'PAGING', 'TRACING'].map(
    (word): [string, string] => [word, 'that is a command of cqlsh, not of the server'],
  ),
]);

/** The checksum of every script: its text differs before and after compilation, so changes cannot be detected. */
export const scriptChecksum = 'script';

/**
 * Returns the migrations of a folder by number. Skips files that are neither CQL nor a script, hidden files and declarations.
 *
 * @throws MigrationError BAD_FOLDER or BAD_FILE.
 */
export async function readMigrationFiles(folder: string): Promise<MigrationFile[]> {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw badFolder(`The folder of migrations ${path.resolve(folder)} cannot be read: ${messageOf(cause)}`, cause);
  });
  const files = await Promise.all(
    names
      .filter((file) => candidates.test(file) && !declarations.test(file) && !file.startsWith('.'))
      .map((file) => readMigrationFile(folder, file)),
  );
  files.sort((a, b) => a.order - b.order);
  for (const [i, { file, order }] of files.entries()) {
    const before = files[i - 1];
    if (before?.order === order) throw badFolder(`${before.file} and ${file} have the same number: change one of them`);
  }
  return files;
}

async function readMigrationFile(folder: string, file: string): Promise<MigrationFile> {
  const [, digits, title, extension] = pattern.exec(file) ?? [];
  if (digits === undefined) {
    throw badFile(file, 'is not a valid name for a migration: it must be like 0001_users.cql or 0002_backfill.ts');
  }
  const isScript = extension !== 'cql';
  const filePath = path.resolve(folder, file);
  const statements = isScript ? [scriptOf(file)] : await statementsOf(file, filePath);
  return {
    name: `${digits}_${title}`,
    file,
    path: filePath,
    order: Number(digits),
    isScript,
    statements,
    checksum: isScript ? scriptChecksum : checksumOfAll(statements.map(({ checksum }) => checksum)),
  };
}

function scriptOf(file: string): MigrationStatement {
  return { place: { file, statement: 1, line: 1, summary: 'script' }, text: '', checksum: scriptChecksum };
}

async function statementsOf(file: string, filePath: string): Promise<MigrationStatement[]> {
  const script = textOf(file, await readFile(filePath))
    .replace(/^\uFEFF/, '')
    .replaceAll('\r\n', '\n');
  const statements = cut(file, script).map(({ text, line }, i) => ({
    place: { file, statement: i + 1, line, summary: summaryOf(text) },
    text,
    checksum: checksumOf(text),
  }));
  if (statements.length === 0) throw badFile(file, 'has no statement');
  for (const { text, place } of statements) {
    const reason = notForServers.get(firstWord(text));
    if (reason !== undefined) throw badFile(file, `line ${place.line}: ${firstWord(text)} cannot be run: ${reason}`);
  }
  return statements;
}

function cut(file: string, script: string): ReturnType<typeof splitCql> {
  try {
    return splitCql(script);
  } catch (error) {
    throw badFile(file, messageOf(error), error);
  }
}

/** Returns the beginning of a statement without possible values: up to the first bracket, quote or sign, at most 60 characters. */
function summaryOf(statement: string): string {
  const head = /^[\w\s.,"]+/.exec(statement)?.[0] ?? '';
  return head.replace(/\s+/g, ' ').trim().slice(0, 60) || 'a statement';
}

/** Refuses bytes that are not UTF-8: a text among them would be stored with U+FFFD in place of its letters. */
function textOf(file: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw badFile(file, 'is not a text in UTF-8: save it as one', cause);
  }
}

function badFile(file: string, what: string, cause?: unknown): MigrationError {
  return new MigrationError(migrationErrorCode.badFile, `${file} ${what}`, { cause });
}

function badFolder(message: string, cause?: unknown): MigrationError {
  return new MigrationError(migrationErrorCode.badFolder, message, { cause });
}
