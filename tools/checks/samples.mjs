// The TypeScript samples of the documentation as part of a reader's application: with the packed packages, under every strict setting.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root, runCommand } from '../run-command.mjs';
import { publicPackages } from './api-report.mjs';
import { packAll } from './pack.mjs';
import { pieceProgram, snippetsIn, wellKnown } from './snippets.mjs';

/** The oldest tested version of TypeScript, and the newest. */
const compilers = ['typescript', 'typescript-7'].map((name) => path.join(root, 'node_modules', name));

const strictest = {
  noEmit: true,
  target: 'es2022',
  lib: ['es2023', 'esnext.disposable'],
  // As in bundlers: the samples of one folder import each other without file extensions.
  module: 'preserve',
  moduleResolution: 'bundler',
  types: ['node', 'jest'],
  skipLibCheck: false,
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noPropertyAccessFromIndexSignature: true,
  noUncheckedSideEffectImports: true,
  noImplicitOverride: true,
  noImplicitReturns: true,
  noFallthroughCasesInSwitch: true,
  verbatimModuleSyntax: true,
  isolatedModules: true,
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
};

/** Imports every door of every package, so that the compiler reads all declarations. */
function everyDoor() {
  const specifiers = publicPackages().flatMap(({ doors }) => doors.map(({ specifier }) => specifier));
  return specifiers.map((specifier) => `import '${specifier}';\n`).join('');
}

/** An application in `out/`: our packages come from their tarballs, everything else from the modules of this repository. */
export class SampleApplication {
  #folder;

  static async create() {
    mkdirSync(path.join(root, 'out'), { recursive: true });
    const folder = mkdtempSync(path.join(root, 'out', 'samples-'));
    writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ name: 'samples', private: true }));
    for (const [name, { file }] of await packAll(folder)) {
      const place = path.join(folder, 'node_modules', name);
      mkdirSync(place, { recursive: true });
      await runCommand('tar', ['-xzf', file, '-C', place, '--strip-components', '1']);
    }
    return new SampleApplication(folder);
  }

  constructor(folder) {
    this.#folder = folder;
  }

  /** Returns the complaints of each compiler about the samples of some pages, given by path and text. */
  async problemsOf(pages) {
    const samples = path.join(this.#folder, 'samples');
    rmSync(samples, { recursive: true, force: true });
    const write = (file, text) => {
      mkdirSync(path.dirname(path.join(samples, file)), { recursive: true });
      writeFileSync(path.join(samples, file), text);
    };
    write('tsconfig.json', JSON.stringify({ compilerOptions: strictest, include: ['.'] }));
    write('known.d.ts', wellKnown);
    write('doors.mts', everyDoor());
    for (const [page, text] of pages) {
      for (const [index, snippet] of snippetsIn(text).entries()) {
        if (snippet.source === undefined) write(`${page}-${index}.mts`, pieceProgram(snippet));
        else if (/\.m?ts$/.test(snippet.source))
          write(snippet.source, readFileSync(path.join(root, snippet.source), 'utf8'));
      }
    }
    return Promise.all(compilers.map((compiler) => this.#compile(compiler)));
  }

  delete() {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #compile(compiler) {
    const { version, bin } = JSON.parse(readFileSync(path.join(compiler, 'package.json'), 'utf8'));
    const printed = await runCommand(
      process.execPath,
      [path.join(compiler, bin.tsc), '-p', 'samples', '--pretty', 'false'],
      {
        cwd: this.#folder,
        allowedCodes: [0, 1, 2],
      },
    );
    return { version, problems: printed.split('\n').filter((line) => line.trim() !== '') };
  }
}
