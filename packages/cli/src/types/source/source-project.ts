// One project as two programs: a lean one, which is enough to find statements, and all that the compiler reads.
import type ts from 'typescript';
import { fileKey, isSameFile } from './file-names';
import type { ParsedFiles } from './parsed-files';
import type { TypeScript } from './typescript-peer';

export interface SourceProjectInput {
  readonly extraFiles: readonly string[];
  readonly output: string | undefined;
  readonly parsed: ParsedFiles;
}

/**
 * Declarations of what surrounds a program: Node.js, test runners, browsers. They are more than half of what a compiler reads, and the type of
 * a session hardly ever goes through them.
 */
const surroundings = /\/node_modules\/@types\/|\/lib\.(?:dom|scripthost|webworker)[^/]*\.d\.ts$/;

export class SourceProject {
  /** Its sources and its packages, where the files of the surroundings and the generated file are empty. */
  readonly lean: ts.Program;
  readonly options: ts.CompilerOptions;
  readonly #ts: TypeScript;
  readonly #config: ts.ParsedCommandLine;
  readonly #input: SourceProjectInput;
  readonly #rootFiles: ReadonlySet<string>;
  #whole: ts.Program | undefined;

  constructor(ts: TypeScript, config: ts.ParsedCommandLine, input: SourceProjectInput) {
    this.#ts = ts;
    this.#config = config;
    this.#input = input;
    this.options = config.options;
    this.#rootFiles = new Set(config.fileNames.map((file) => fileKey(file)));
    const { output } = input;
    this.lean = this.#program((file) => surroundings.test(file) || (output !== undefined && isSameFile(file, output)));
  }

  /** All that the compiler reads. It is parsed when it is first asked for, except for what the lean program has. */
  get whole(): ts.Program {
    return (this.#whole ??= this.#program(() => false));
  }

  /** Whether its tsconfig.json includes a file. */
  hasRoot(file: string): boolean {
    return this.#rootFiles.has(fileKey(file));
  }

  #program(isEmpty: (file: string) => boolean): ts.Program {
    const { fileNames, options, projectReferences } = this.#config;
    const { extraFiles, parsed } = this.#input;
    const all: ts.CompilerOptions = { ...options, noEmit: true, allowJs: true };
    return this.#ts.createProgram({
      rootNames: [...fileNames, ...extraFiles.filter((file) => !this.hasRoot(file))],
      options: all,
      host: parsed.host(all, isEmpty),
      ...(projectReferences !== undefined && { projectReferences }),
    });
  }
}
