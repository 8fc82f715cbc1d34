// The API reference of the packages' entry points, from the doc comments. TypeDoc reads each package by itself, then merges them.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Application, LogLevel } from 'typedoc';
import { publicPackages } from '../checks/api-report.mjs';
import { root } from '../run-command.mjs';

const shared = {
  // Types that exports name but that are not exported are listed in the API reports.
  validation: { notExported: false, invalidLink: true, invalidPath: true, rewrittenLink: true, notDocumented: false },
  excludeInternal: true,
  excludePrivate: true,
  excludeExternals: true,
  disableSources: true,
  // Types are checked separately.
  skipErrorChecking: true,
  logLevel: LogLevel.Warn,
};

/** Starts TypeDoc, and collects its warnings instead of printing them. */
async function startTypeDoc(options, complaints) {
  const app = await Application.bootstrap({ ...shared, ...options });
  app.logger.log = (message, level) => {
    if (level >= LogLevel.Warn) complaints.push(message);
  };
  return app;
}

/** Returns the source files of a package's entry points. */
function doorsOf({ folder }) {
  const { exports } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  return Object.values(exports)
    .map((target) => target['@async-cassandra/source'])
    .filter((source) => source !== undefined)
    .map((source) => path.join(folder, source));
}

/** Reads one package. `project` is undefined if it cannot be read; `complaints` has the reason and all warnings. */
export async function readPackage(description) {
  const complaints = [];
  const entryPoints = doorsOf(description);
  const tsconfig = path.join(description.folder, 'tsconfig.lib.json');
  const app = await startTypeDoc({ name: description.name, entryPoints, tsconfig, readme: 'none' }, complaints);
  const project = await app.convert();
  if (project !== undefined) app.validate(project);
  return { app, project, complaints };
}

/** Writes the reference of all packages as HTML. Throws when TypeDoc warns about anything. */
export async function writeReference(outputFolder, { onPackage } = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), 'reference-'));
  try {
    const complaints = [];
    const entryPoints = [];
    for (const description of publicPackages()) {
      onPackage?.(description.name);
      const read = await readPackage(description);
      complaints.push(...read.complaints);
      if (read.project === undefined) continue;
      const file = path.join(folder, `${entryPoints.length}.json`);
      await read.app.generateJson(read.project, file);
      entryPoints.push(file);
    }
    const merging = { name: 'async-cassandra', entryPoints, entryPointStrategy: 'merge', readme: 'none' };
    const app = await startTypeDoc(merging, complaints);
    const project = await app.convert();
    if (complaints.length > 0) throw new Error(complaints.join('\n'));
    await app.generateDocs(project, outputFolder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export const referenceFolder = path.join(root, 'out', 'api');
