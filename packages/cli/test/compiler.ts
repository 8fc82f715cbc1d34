// Compiles projects as `tsc` does. Declarations of libraries are parsed once for all projects that read them in the same way.
import path from 'node:path';
import ts from 'typescript';

export class Compiler {
  readonly #parsed = new Map<string, ts.SourceFile>();

  /** Writes the JavaScript of a project, and returns the errors of its own files, generated ones among them. */
  build(folder: string): string[] {
    const { options, fileNames, projectReferences } = configOf(folder);
    const program = ts.createProgram({
      rootNames: fileNames,
      options,
      host: this.#host(options),
      ...(projectReferences !== undefined && { projectReferences }),
    });
    const own = program.getSourceFiles().filter(({ fileName }) => fileNames.includes(fileName));
    const errors = [
      ...program.getOptionsDiagnostics(),
      ...own.flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]),
      ...(options.composite ? program.getDeclarationDiagnostics() : []),
      ...program.emit().diagnostics,
    ];
    return errors.map((each) => shown(each, folder));
  }

  #host(options: ts.CompilerOptions): ts.CompilerHost {
    const host = ts.createCompilerHost(options);
    host.jsDocParsingMode = ts.JSDocParsingMode.ParseForTypeErrors;
    const getSourceFile = host.getSourceFile.bind(host);
    host.getSourceFile = (file, version, ...rest) => {
      if (!file.endsWith('.d.ts') || !/node_modules|\/packages\/\w+\/dist\//.test(file))
        return getSourceFile(file, version, ...rest);
      const key = JSON.stringify([file, version, options.module]);
      const found = this.#parsed.get(key) ?? getSourceFile(file, version, ...rest);
      if (found !== undefined) this.#parsed.set(key, found);
      return found;
    };
    return host;
  }
}

function configOf(folder: string): ts.ParsedCommandLine {
  const host: ts.ParseConfigFileHost = {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: (diagnostic) => {
      throw new Error(shown(diagnostic, folder));
    },
  };
  return ts.getParsedCommandLineOfConfigFile(path.join(folder, 'tsconfig.json'), undefined, host)!;
}

function shown({ file, start = 0, code, messageText }: ts.Diagnostic, folder: string): string {
  const message = ts.flattenDiagnosticMessageText(messageText, ' ');
  if (file === undefined) return `TS${code} ${message}`;
  const { line } = file.getLineAndCharacterOfPosition(start);
  return `${path.relative(folder, file.fileName)}:${line + 1}: TS${code} ${message}`;
}
