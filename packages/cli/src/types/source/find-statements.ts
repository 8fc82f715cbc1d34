// Finds the CQL texts of a project with the checker of TypeScript.
import type ts from 'typescript';
import { fileKey } from './file-names';
import { FoundCalls, type FoundStatements } from './found-statements';
import { PackageNames } from './package-of';
import { ProgramReader } from './program-reader';
import type { SourceProject } from './source-project';
import type { TypeScript } from './typescript-peer';

const ourPackages = /^@async-cassandra\/(?:core|rxjs|nestjs|migrations|compat|cli|testing|cql-script)$/;

/** Finds the statements of some projects; `except` are files that are not read, such as the generated one. */
export function findStatements(
  typescript: TypeScript,
  projects: readonly SourceProject[],
  except: readonly string[],
): FoundStatements {
  const packages = new PackageNames();
  const found = new FoundCalls();
  const read = new Set(except.map((file) => fileKey(file)));
  for (const project of projects) {
    const files = sourcesOf(project, packages, read);
    const inLean = readProgram(typescript, project.lean, files, packages);
    found.addAll(inLean ?? readProgram(typescript, project.whole, files, packages, { isWhole: true })!);
    for (const file of files) read.add(file);
  }
  return found.listed();
}

/** The keys of the files that nobody has read yet. */
function sourcesOf(project: SourceProject, packages: PackageNames, read: ReadonlySet<string>): ReadonlySet<string> {
  const { lean } = project;
  const files = lean.getSourceFiles().filter(({ fileName, isDeclarationFile }) => {
    if (isDeclarationFile || read.has(fileKey(fileName))) return false;
    // In a monorepo with our packages, their own sources are no statements of the application.
    return project.hasRoot(fileName) || !ourPackages.test(packages.of(fileName) ?? '');
  });
  const own = files.filter((source) => !lean.isSourceFileFromExternalLibrary(source));
  return new Set(own.map(({ fileName }) => fileKey(fileName)));
}

/** Undefined when a lean program does not tell enough. */
function readProgram(
  typescript: TypeScript,
  program: ts.Program,
  files: ReadonlySet<string>,
  packages: PackageNames,
  { isWhole = false } = {},
): FoundStatements | undefined {
  const reader = new ProgramReader(typescript, program, packages);
  for (const source of program.getSourceFiles()) {
    if (files.has(fileKey(source.fileName))) reader.read(source);
    if (!isWhole && !reader.isSure) return undefined;
  }
  return reader.found();
}
