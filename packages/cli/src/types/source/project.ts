// The TypeScript projects of a tsconfig.json: itself, or the projects that it refers to.
import path from 'node:path';
import type ts from 'typescript';
import { CliError, UsageError } from '../../command-line/cli-error';
import { fileKey } from './file-names';
import { ParsedFiles } from './parsed-files';
import { placeAt, shownPlace } from './place';
import { SourceProject } from './source-project';
import type { TypeScript } from './typescript-peer';

export interface ProjectOptions {
  /** The absolute path of a tsconfig.json. */
  readonly file: string;
  /** Places are shown relative to this folder. */
  readonly folder: string;
  /** Files that belong to it although its tsconfig.json does not include them: the configuration of the command. */
  readonly extraFiles: readonly string[];
  /** The absolute path of the generated file: what it says today does not matter for what is found. Default: none. */
  readonly output?: string;
  /** Files that were parsed for an earlier run. Default: none. */
  readonly parsed?: ParsedFiles;
}

/**
 * Loads a project. With references and without files of its own, it stands for the projects that it refers to.
 *
 * @throws UsageError for a tsconfig.json that cannot be read, and CliError for sources that do not parse.
 */
export function loadProjects(ts: TypeScript, options: ProjectOptions): SourceProject[] {
  const { extraFiles, output, parsed = new ParsedFiles(ts) } = options;
  const configs = configsOf(ts, options.file);
  const projects = configs.map((config) => new SourceProject(ts, config, { extraFiles, output, parsed }));
  const errors = projects.flatMap(({ lean }) =>
    lean.getSyntacticDiagnostics().map((each) => described(ts, each, options.folder)),
  );
  if (errors.length > 0) throw new CliError(`The project does not parse\n${[...new Set(errors)].join('\n')}`);
  return projects;
}

/**
 * The folders in which a change may change the project; true for those with all folders within. They are known although the sources do not
 * parse.
 *
 * @throws UsageError for a tsconfig.json that cannot be read.
 */
export function foldersOf(ts: TypeScript, file: string): Map<string, boolean> {
  const configFiles = new Set([file]);
  const parsed = configsOf(ts, file, configFiles);
  const folders = new Map([...configFiles].map((each) => [path.dirname(path.normalize(each)), false]));
  for (const { fileNames, wildcardDirectories = {} } of parsed) {
    for (const each of fileNames) folders.set(path.dirname(path.normalize(each)), false);
    for (const [folder, flag] of Object.entries(wildcardDirectories)) {
      const isRecursive = flag === ts.WatchDirectoryFlags.Recursive;
      folders.set(path.normalize(folder), isRecursive);
    }
  }
  return folders;
}

/** `seen` receives the files that were read: each project, and what it extends. */
function configsOf(ts: TypeScript, file: string, seen = new Set<string>()): ts.ParsedCommandLine[] {
  seen.add(file);
  const host: ts.ParseConfigFileHost = {
    ...ts.sys,
    readFile: (name: string) => {
      if (name.endsWith('.json')) seen.add(name);
      return ts.sys.readFile(name);
    },
    onUnRecoverableConfigFileDiagnostic: (diagnostic) => {
      throw unreadable(ts, file, diagnostic);
    },
  };
  const parsed = ts.getParsedCommandLineOfConfigFile(file, undefined, host);
  if (parsed === undefined) throw new UsageError(`${file} cannot be read`);
  const references = parsed.projectReferences ?? [];
  const isSolution = parsed.fileNames.length === 0 && references.length > 0;
  const error = parsed.errors.find(({ category }) => category === ts.DiagnosticCategory.Error);
  // 18002: "The 'files' list in config file is empty", which is right for a file with references only.
  if (error !== undefined && !(isSolution && error.code === 18_002)) throw unreadable(ts, file, error);
  if (!isSolution) return [parsed];
  return references
    .map((reference) => ts.resolveProjectReferencePath(reference))
    .filter((referred) => !seen.has(referred))
    .flatMap((referred) => configsOf(ts, referred, seen));
}

/** Whether the compiler reads a file that now exists: some projects list their files, or have them elsewhere. */
export function isInProject(ts: TypeScript, project: string, file: string): boolean {
  return configsOf(ts, project).some(({ fileNames }) => fileNames.some((each) => fileKey(each) === fileKey(file)));
}

function unreadable(ts: TypeScript, file: string, { messageText }: ts.Diagnostic): UsageError {
  const message = ts.flattenDiagnosticMessageText(messageText, ' ');
  return new UsageError(message.includes(file) ? message : `${file}: ${message}`, {
    hint: 'Name the project with --project <tsconfig.json>',
  });
}

/** A diagnostic of the compiler in its own format: `src/a.ts:1:2 - error TS1005: ...`. */
export function described(
  ts: TypeScript,
  { file, start = 0, code, messageText }: ts.Diagnostic,
  folder: string,
): string {
  const message = ts.flattenDiagnosticMessageText(messageText, '\n');
  const place = file === undefined ? '' : `${shownPlace(placeAt(file, start), folder)} - `;
  return `${place}error TS${code}: ${message}`;
}
