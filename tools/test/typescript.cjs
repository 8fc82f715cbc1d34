// Compiles TypeScript for Jest, each file once for all Jest projects: Jest itself keeps what it compiled for one project only, and the sources
// of core are part of almost all of them. Takes what the check of the types has written (tools/build/check-types.mjs) if it is of the same
// source: that needs a tenth of the CPU. ts-jest compiles what was not checked yet, and moves `jest.mock` above the imports.
const { createHash } = require('node:crypto');
const { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const { version: tsJestVersion } = require('ts-jest/package.json');
const { version: typescriptVersion } = require('typescript/package.json');

const root = path.join(__dirname, '..', '..');
const compilers = new Map();

/** Returns the compiler for the files of a package, with the settings of its tests. */
function compilerOf(file) {
  const folder = path.relative(root, file).split(path.sep).slice(0, 2).join(path.sep);
  let compiler = compilers.get(folder);
  if (!compiler) {
    const tsconfig = path.join(root, folder, 'tsconfig.spec.json');
    const settings = [tsconfig, path.join(root, 'tsconfig.base.json')].map((name) => readFileSync(name, 'utf8'));
    let transformer;
    compiler = {
      version: [tsJestVersion, typescriptVersion, ...settings],
      // ts-jest loads the compiler, which takes a quarter of a second: mostly nobody needs it.
      compile(...args) {
        transformer ??= require('ts-jest').default.createTransformer({ tsconfig, diagnostics: false });
        return transformer.process(...args).code;
      },
    };
    compilers.set(folder, compiler);
  }
  return compiler;
}

const inlineMap = /\/\/# sourceMappingURL=data:application\/json;base64,([\w+/=]+)\s*$/;
const movedByTsJest = /\bjest\s*\.\s*(?:mock|unmock|deepUnmock|enableAutomock|disableAutomock)\b/;

/** Returns the code that the check of the types wrote for this source, if it did. */
function codeOfCheck(source, file) {
  if (movedByTsJest.test(source)) return undefined;
  const [workspaces, name, ...rest] = path.relative(root, file).split(path.sep);
  const written = path.join(root, workspaces, name, 'out', 'spec', ...rest).replace(/\.ts$/, '.js');
  if (!existsSync(written)) return undefined;
  const code = readFileSync(written, 'utf8');
  // Without its map, a file is not whole: the check is writing it.
  const [, encoded] = inlineMap.exec(code) ?? [];
  if (encoded === undefined) return undefined;
  const map = JSON.parse(Buffer.from(encoded, 'base64').toString());
  if (map.sourcesContent[0] !== source) return undefined;
  const whole = Buffer.from(JSON.stringify({ ...map, file, sources: [file], sourceRoot: '' })).toString('base64');
  return code.replace(inlineMap, `//# sourceMappingURL=data:application/json;base64,${whole}`);
}

const hashOf = (parts) => createHash('sha256').update(JSON.stringify(parts)).digest('hex');

const getCacheKey = (source, file) => hashOf([...compilerOf(file).version, source, file]);

function process(source, file, options) {
  const folder = path.join(options.config.cacheDirectory, 'typescript');
  const compiled = path.join(folder, getCacheKey(source, file));
  try {
    return { code: readFileSync(compiled, 'utf8') };
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  const code = codeOfCheck(source, file) ?? compilerOf(file).compile(source, file, options);
  mkdirSync(folder, { recursive: true });
  // Workers compile at the same time: a file appears when it is whole.
  const unfinished = `${compiled}.${globalThis.process.pid}`;
  writeFileSync(unfinished, code);
  renameSync(unfinished, compiled);
  return { code };
}

module.exports = { getCacheKey, process };
