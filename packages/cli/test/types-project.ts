// A TypeScript project for the generator of types, where the packages of this repository are installed.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { compile, type Compiler } from './compiler';

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

  /** The errors of the compiler, as `a.ts:1: TS2322 ...`. */
  compile(config = 'tsconfig.json', compiler?: Compiler): Promise<string[]> {
    return compile(path.join(this.folder, config), compiler);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
