// A TypeScript project for the generator of types, where the packages of this repository are installed.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const compilerOptions = {
  strict: true,
  module: 'nodenext',
  target: 'es2022',
  lib: ['es2022', 'esnext.disposable'],
  types: ['node'],
  noEmit: true,
  skipLibCheck: true,
};

export class TypesProject {
  readonly folder: string;

  constructor() {
    const parent = path.join(__dirname, '../out');
    mkdirSync(parent, { recursive: true });
    this.folder = mkdtempSync(path.join(parent, 'types-'));
    this.write('package.json', JSON.stringify({ name: 'shop', private: true }));
    this.write('tsconfig.json', JSON.stringify({ compilerOptions, include: ['src'] }));
  }

  write(name: string, text: string): void {
    const file = path.join(this.folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  read(name: string): string {
    return readFileSync(path.join(this.folder, name), 'utf8');
  }

  has(name: string): boolean {
    return existsSync(path.join(this.folder, name));
  }

  /** The errors of the compiler, as `a.ts:1: TS2322`. */
  compile(config = 'tsconfig.json'): string[] {
    const file = path.join(this.folder, config);
    const { fileNames, options } = ts.parseJsonConfigFileContent(
      ts.readConfigFile(file, (name) => ts.sys.readFile(name)).config,
      ts.sys,
      path.dirname(file),
    );
    return ts.getPreEmitDiagnostics(ts.createProgram(fileNames, options)).map((each) => {
      const { line = -1 } = each.file?.getLineAndCharacterOfPosition(each.start ?? 0) ?? {};
      const message = ts.flattenDiagnosticMessageText(each.messageText, ' ');
      return `${path.basename(each.file?.fileName ?? '')}:${line + 1}: TS${each.code} ${message}`;
    });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
