// Compiles the project as if the generated file had its new content: the errors that come with it are the calls that break.
import type ts from 'typescript';
import { isSameFile } from './file-names';
import { described } from './project';
import type { SourceProject } from './source-project';
import type { TypeScript } from './typescript-peer';

export interface NewContent {
  readonly output: string;
  readonly text: string;
}

/** Errors in the compiler's format, without those that the project has today. */
export function brokenCalls(
  typescript: TypeScript,
  projects: readonly SourceProject[],
  content: NewContent,
  folder: string,
): string[] {
  return projects.flatMap((project) => {
    if (!project.hasRoot(content.output)) return [];
    const { whole, options } = project;
    const changed = withContent(typescript, whole, options, content);
    const today = new Set(errorsOf(typescript, whole, folder));
    return errorsOf(typescript, changed, folder).filter((error) => !today.has(error));
  });
}

function errorsOf(typescript: TypeScript, program: ts.Program, folder: string): string[] {
  return program.getSemanticDiagnostics().map((each) => described(typescript, each, folder));
}

function withContent(
  typescript: TypeScript,
  program: ts.Program,
  options: ts.CompilerOptions,
  { output, text }: NewContent,
): ts.Program {
  const host = typescript.createCompilerHost(options, true);
  const getSourceFile = host.getSourceFile.bind(host);
  host.getSourceFile = (file, languageVersion, ...rest) => {
    if (isSameFile(file, output)) return typescript.createSourceFile(file, text, languageVersion, true);
    return program.getSourceFile(file) ?? getSourceFile(file, languageVersion, ...rest);
  };
  return typescript.createProgram({
    rootNames: [...program.getRootFileNames()],
    options: program.getCompilerOptions(),
    host,
    oldProgram: program,
  });
}
