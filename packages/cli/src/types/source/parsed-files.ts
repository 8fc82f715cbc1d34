// The parsed files of the projects. With `--watch` they are kept: a file whose text did not change is not parsed again.
import type ts from 'typescript';
import type { TypeScript } from './typescript-peer';

interface ParsedFile {
  readonly text: string;
  readonly source: ts.SourceFile;
}

export class ParsedFiles {
  readonly #ts: TypeScript;
  /** By the options that a file was parsed and bound with, then by its name and module format. */
  readonly #byOptions = new Map<string, Map<string, ParsedFile>>();

  constructor(ts: TypeScript) {
    this.#ts = ts;
  }

  /** A host that reads each file anew and parses those whose text is new. Files for which `isEmpty` is true are not read. */
  host(options: ts.CompilerOptions, isEmpty: (file: string) => boolean): ts.CompilerHost {
    const ts = this.#ts;
    const host = ts.createCompilerHost(options);
    // Most of a declaration file is comments, which say nothing about types. Comments of JavaScript do, and are parsed.
    host.jsDocParsingMode = ts.JSDocParsingMode.ParseForTypeInfo;
    const known = this.#filesOf(options);
    host.getSourceFile = (name, languageVersion) => {
      const text = isEmpty(name) ? '' : host.readFile(name);
      if (text === undefined) return undefined;
      const key = JSON.stringify([name, languageVersion, text === '']);
      const earlier = known.get(key);
      if (earlier?.text === text) return earlier.source;
      const source = ts.createSourceFile(name, text, languageVersion);
      known.set(key, { text, source });
      return source;
    };
    return host;
  }

  #filesOf(options: ts.CompilerOptions): Map<string, ParsedFile> {
    const key = JSON.stringify({ ...options, configFile: undefined });
    const known = this.#byOptions.get(key) ?? new Map<string, ParsedFile>();
    this.#byOptions.set(key, known);
    return known;
  }
}
