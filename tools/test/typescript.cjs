// Compiles TypeScript for Jest by ts-jest, each file once for all Jest projects: Jest itself keeps what it compiled for one project only, and
// the sources of core are part of almost all of them.
const { createHash } = require('node:crypto');
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const { createTransformer } = require('ts-jest').default;
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
    compiler = {
      transformer: createTransformer({ tsconfig, diagnostics: false }),
      version: [tsJestVersion, typescriptVersion, ...settings],
    };
    compilers.set(folder, compiler);
  }
  return compiler;
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
  const { code } = compilerOf(file).transformer.process(source, file, options);
  mkdirSync(folder, { recursive: true });
  // Workers compile at the same time: a file appears when it is whole.
  const unfinished = `${compiled}.${globalThis.process.pid}`;
  writeFileSync(unfinished, code);
  renameSync(unfinished, compiled);
  return { code };
}

module.exports = { getCacheKey, process };
