// The TypeScript in the documentation: either the text of a file that a test runs, or a piece. All of it compiles: samples.mjs.
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { root } from '../run-command.mjs';

/** The names that a piece may use without declaring them. */
export const wellKnown = `
declare const session: import('@async-cassandra/core').AsyncCassandraSession;
declare const cluster: import('@async-cassandra/core').AsyncCluster;
declare const cassandra: import('@async-cassandra/testing').CassandraFixture;
`;

/**
 * Returns the blocks of TypeScript, and of JavaScript and CQL that are files. `<!-- snippet file -->` above a block names the file that it shows;
 * `<!-- given ... -->` has declarations, separated by `;`, of names that a piece uses and does not show.
 */
export function snippetsIn(text) {
  return [
    ...text.matchAll(
      /(?:<!-- (snippet|given) ((?:(?!-->)[\s\S])*?) -->\n\n)?```(ts|typescript|js|cql)\n([\s\S]*?)```/g,
    ),
  ]
    .filter(([, kind, , language]) => !/^(js|cql)$/.test(language) || kind === 'snippet')
    .map(([, kind, value, , code]) => ({
      code,
      source: kind === 'snippet' ? value : undefined,
      given: kind === 'given' ? value : '',
    }));
}

/** Returns the modules that specs import by a relative path, and the specs themselves. */
export function testedFiles() {
  const tested = new Set();
  const specs = ['packages', 'apps'].flatMap((folder) => specsBelow(path.join(root, folder)));
  for (const spec of specs) {
    tested.add(spec);
    for (const [, specifier] of readFileSync(spec, 'utf8').matchAll(/from '(\.[^']+)'/g)) {
      tested.add(`${path.resolve(path.dirname(spec), specifier)}.ts`);
    }
  }
  return tested;
}

function specsBelow(folder) {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      const file = path.join(folder, entry.name);
      if (entry.isDirectory()) return /^(node_modules|dist|out)$/.test(entry.name) ? [] : specsBelow(file);
      return /[.-]spec\.ts$/.test(entry.name) ? [file] : [];
    });
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
}

/** Returns a piece as a module of its own. */
export function pieceProgram({ code, given }) {
  const declarations = given
    .split(';')
    .filter((declaration) => declaration.trim() !== '')
    .map((declaration) => `declare ${declaration.trim()};`);
  return `${code}\n${declarations.join('\n')}\nexport {};\n`;
}
