// The TypeScript in the documentation: either the text of a file that a test runs, or a piece that compiles.
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { root } from '../run-command.mjs';

/** What a piece may use without saying where it is from. */
const known = `
declare const session: import('@async-cassandra/core').AsyncCassandraSession;
declare const cluster: import('@async-cassandra/core').AsyncCluster;
declare const cassandra: import('@async-cassandra/testing').CassandraFixture;
`;

/**
 * Blocks of TypeScript, and of JavaScript that is a file. `<!-- snippet file -->` above a block says that it shows that file; `<!-- given ... -->` has declarations, with `;`
 * between them, of what a piece uses and does not show.
 */
export function snippetsIn(text) {
  return [
    ...text.matchAll(/(?:<!-- (snippet|given) ((?:(?!-->)[\s\S])*?) -->\n\n)?```(ts|typescript|js)\n([\s\S]*?)```/g),
  ]
    .filter(([, kind, , language]) => language !== 'js' || kind === 'snippet')
    .map(([, kind, value, , code]) => ({
      code,
      source: kind === 'snippet' ? value : undefined,
      given: kind === 'given' ? value : '',
    }));
}

/** The modules that specs import by a relative path, and the specs themselves. */
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

/** What the compiler says about pieces of documentation: `[]` for one that is right, in their order. */
export function compilePieces(pieces) {
  const { config } = ts.readConfigFile(path.join(root, 'tsconfig.base.json'), ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(
    { ...config.compilerOptions, noEmit: true, composite: false, declaration: false, customConditions: [] },
    root,
  );
  Object.assign(options, {
    types: ['node'],
    skipLibCheck: true,
    incremental: false,
    declarationMap: false,
    noUnusedLocals: false,
  });
  const files = new Map([[path.join(root, 'known.d.ts'), known]]);
  const names = pieces.map(({ code, given }, index) => {
    const name = path.join(root, `piece-${index}.mts`);
    const declarations = given
      .split(';')
      .filter((declaration) => declaration.trim() !== '')
      .map((declaration) => `declare ${declaration.trim()};`);
    files.set(name, `${code}\n${declarations.join('\n')}\nexport {};\n`);
    return name;
  });
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (name) => files.has(name) || fileExists(name);
  host.readFile = (name) => files.get(name) ?? readFile(name);
  host.getSourceFile = (name, language) =>
    files.has(name) ? ts.createSourceFile(name, files.get(name), language) : getSourceFile(name, language);
  const program = ts.createProgram([...files.keys()], options, host);
  return names.map((name) => {
    const file = program.getSourceFile(name);
    return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(
      ({ messageText, start }) =>
        `line ${file.getLineAndCharacterOfPosition(start).line + 1}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
    );
  });
}
