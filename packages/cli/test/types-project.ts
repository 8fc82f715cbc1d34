// A TypeScript project for the generator of types, where the packages of this repository are installed.
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** The native compiler takes a fifth of the CPU, and knows no `moduleResolution` of before 2022. */
export type Compiler = 'typescript-7' | 'typescript';

const installed = path.join(__dirname, '../../../node_modules');
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

  /** Compiles by `tsc`, as an application does. Returns the errors in the folder of the configuration, as `a.ts:1: TS2322 ...`. */
  async compile(config = 'tsconfig.json', compiler: Compiler = 'typescript-7'): Promise<string[]> {
    const program = path.join(installed, compiler, 'bin/tsc');
    const file = path.join(this.folder, config);
    const settings = { cwd: path.dirname(file) };
    const output = await new Promise<string>((resolve) =>
      execFile(process.execPath, [program, '--project', file, '--pretty', 'false'], settings, (_, stdout, stderr) =>
        resolve(stdout + stderr),
      ),
    );
    return output
      .split(/\n(?! )/)
      .filter((error) => error.trim() !== '' && !error.startsWith('..'))
      .map((error) =>
        error.replace(/^(?:.*\/)?([^/(]+)\((\d+),\d+\): error (TS\d+): /, '$1:$2: $3 ').replace(/\n */g, ' '),
      );
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
