// The code of a package in few files: Node takes 0.2 ms to find, read and wrap a file, and core has 300 of them.
// See docs/decisions/0017-core-is-built-into-few-files.md.
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { rolldown } from 'rolldown';
import { cutIntoParts, delayBuiltins, linkParts } from './parts.mjs';

/** Below `dist`, and as deep as the rooms below `src`: `__dirname` and relative paths mean the same in the sources and in the bundle. */
const sharedFolder = 'bundle';
const driver = 'cassandra-driver';

/** Bundles the entry points of the package in `folder` into its `dist`: the exports with an `@async-cassandra/source`. */
export async function writeBundle(folder) {
  const dist = path.join(folder, 'dist');
  const files = await bundle(folder);
  const written = new Set(files.map(({ fileName }) => path.normalize(fileName)));
  for (const { fileName, content } of files) replaceFile(path.join(dist, fileName), content);
  removeOldCode(dist, written);
}

/** Returns the files of the bundle, with their paths below `dist`. */
export async function bundle(folder) {
  const shared = new Map();
  const build = await rolldown({
    // Source maps name the sources from here.
    cwd: folder,
    input: entriesOf(folder),
    platform: 'node',
    tsconfig: path.join(folder, 'tsconfig.lib.json'),
    transform: { target: 'es2022' },
    external: isOutside(folder),
    makeAbsoluteExternalsRelative: false,
    treeshake: false,
    // Else it warns where a busy machine is slow, and a warning ends the build.
    checks: { bundlerTimings: false },
    preserveEntrySignatures: 'allow-extension',
    plugins: [driverInParts(folder), findImports(path.join(folder, 'src/index.ts'), shared)],
    onLog(_level, { message }) {
      throw new Error(`Rolldown warns: ${message}`);
    },
  });
  try {
    const { output } = await build.generate({
      format: 'cjs',
      strict: true,
      exports: 'named',
      esModule: true,
      generatedCode: { symbols: false },
      comments: false,
      sourcemap: true,
      sourcemapExcludeSources: true,
      entryFileNames: '[name].js',
      chunkFileNames: `${sharedFolder}/[name].js`,
      // All entry points share what index.js needs: no module is loaded twice.
      codeSplitting: {
        includeDependenciesRecursively: false,
        groups: [{ debugName: 'parts', name: (id) => shared.get(id) ?? null }],
      },
    });
    return output.map(({ fileName, code, source }) => ({
      fileName,
      content: code === undefined ? source : delayBuiltins(linkParts(code, fileName)),
    }));
  } finally {
    await build.close();
  }
}

/** Returns the test for what a bundle imports at run time: builtins and declared dependencies. */
function isOutside(folder) {
  const { dependencies, peerDependencies } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const declared = { ...dependencies, ...peerDependencies };
  return (id) => {
    // package.json stays a file: a release changes its version.
    if (/^(\.|\/|[A-Za-z]:)/.test(id)) return id.endsWith('package.json');
    const name = id.split('/', id.startsWith('@') ? 2 : 1).join('/');
    if (name in declared) return id !== driver;
    if (isBuiltin(id)) return true;
    // Such as the helper for `using`, which Node 20 does not know: write `try` and `finally` instead.
    throw new Error(`The bundle would import ${id}, which is no dependency of the package`);
  };
}

/** A plugin that replaces cassandra-driver by the module that loads only its parts. */
const driverInParts = (folder) => ({
  name: 'driver-in-parts',
  resolveId(id, importer) {
    if (id !== driver) return null;
    const parts = path.join(folder, 'src/driver/driver-parts.ts');
    return importer === parts ? { id, external: true } : parts;
  },
});

/** A plugin that fills `parts` with the part of each module which an entry point imports, directly or not. */
const findImports = (entry, parts) => ({
  name: 'find-imports',
  buildEnd() {
    const found = new Set();
    const lengths = [];
    const visit = (id) => {
      if (found.has(id)) return;
      found.add(id);
      const { importedIds = [], code } = this.getModuleInfo(id) ?? {};
      importedIds.forEach(visit);
      if (id !== entry && typeof code === 'string') lengths.push([id, code.length]);
    };
    visit(entry);
    for (const [id, part] of cutIntoParts(lengths)) parts.set(id, part);
  },
});

/** Returns the sources of the entry points by their names below `dist`. */
function entriesOf(folder) {
  const { exports } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const doors = Object.values(exports).filter((target) => target['@async-cassandra/source'] !== undefined);
  return Object.fromEntries(
    doors.map((target) => [
      path.posix.relative('dist', target.default).replace(/\.js$/, ''),
      path.join(folder, target['@async-cassandra/source']),
    ]),
  );
}

/** Writes only what has changed, and at once: a test may load the file meanwhile. */
function replaceFile(file, content) {
  if (existsSync(file) && readFileSync(file, 'utf8') === content) return;
  mkdirSync(path.dirname(file), { recursive: true });
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, content);
  renameSync(unfinished, file);
}

/** Removes code that an earlier build has left. */
function removeOldCode(dist, written) {
  for (const file of readdirSync(dist, { recursive: true })) {
    if (/\.js(\.map)?$/.test(file) && !written.has(file)) rmSync(path.join(dist, file));
  }
}
