// The common fields of all packages' manifests, above all the project's address. `node tools/checks/manifests.mjs` writes them, and
// updates the address in the pages that are published with a package: their links to other files are absolute.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../run-command.mjs';
import { runMain } from '../terminal.mjs';
import { publicPackages } from './api-report.mjs';

/** A placeholder until the repository is public: change it here, and run this file. */
export const address = 'https://example.org/async-cassandra';

/** Returns the address of a file of the repository. Links of published pages begin with it. */
export const fileAddress = (file) => `${address}/blob/main/${file}`;

const commonKeywords = ['cassandra', 'cql', 'typescript'];
const ownKeywords = {
  '@async-cassandra/cli': [
    'cli',
    'command-line',
    'migrations',
    'export',
    'import',
    'csv',
    'ndjson',
    'cqlsh',
    'parquet',
  ],
  '@async-cassandra/compat': ['database', 'driver', 'client', 'cassandra-driver', 'migration'],
  '@async-cassandra/core': ['database', 'driver', 'client', 'protocol-v5', 'streams', 'backpressure'],
  '@async-cassandra/cql-script': ['script', 'statements', 'cqlsh'],
  '@async-cassandra/migrations': ['migrations', 'schema', 'ddl', 'lock'],
  '@async-cassandra/nestjs': ['nestjs', 'nest', 'module', 'ndjson', 'terminus'],
  '@async-cassandra/rxjs': ['rxjs', 'observable', 'backpressure', 'streams'],
  '@async-cassandra/testing': ['testing', 'jest', 'vitest', 'testcontainers', 'docker', 'mock'],
};

/** Returns the fields of a package's manifest that this file defines. */
export function manifestFields({ name, folder }) {
  const directory = path.relative(root, folder).split(path.sep).join('/');
  return {
    keywords: [...commonKeywords, ...ownKeywords[name]],
    homepage: `${address}/tree/main/${directory}#readme`,
    bugs: { url: `${address}/issues` },
    repository: { type: 'git', url: `git+${address}.git`, directory },
  };
}

/** Returns the markdown files that a package publishes, outside of its sources. */
export function publishedPages({ folder }) {
  const below = readdirSync(folder, { withFileTypes: true }).some(({ name }) => name === 'docs')
    ? readdirSync(path.join(folder, 'docs')).map((file) => path.join('docs', file))
    : [];
  return ['README.md', ...below.filter((file) => file.endsWith('.md'))].map((file) => path.join(folder, file));
}

const addressOf = ({ repository }) => repository?.url.replace(/^git\+|\.git$/g, '');

/** Puts the fields before `license`. */
function withFields(manifest, fields) {
  const entries = Object.entries(manifest).filter(([key]) => !(key in fields));
  const at = entries.findIndex(([key]) => key === 'license');
  return Object.fromEntries([...entries.slice(0, at), ...Object.entries(fields), ...entries.slice(at)]);
}

async function main() {
  for (const each of publicPackages()) {
    const file = path.join(each.folder, 'package.json');
    const manifest = JSON.parse(readFileSync(file, 'utf8'));
    const before = addressOf(manifest);
    writeFileSync(file, `${JSON.stringify(withFields(manifest, manifestFields(each)), null, 2)}\n`);
    for (const page of before === undefined ? [] : publishedPages(each)) {
      writeFileSync(page, readFileSync(page, 'utf8').replaceAll(`${before}/`, `${address}/`));
    }
  }
}

if (process.argv[1] === import.meta.filename) await runMain(main);
