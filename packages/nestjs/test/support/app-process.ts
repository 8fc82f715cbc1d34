// An application of test/apps as a process of its own, with the built packages, as a user runs it.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { transpileModule, ModuleKind, ScriptTarget } from 'typescript';

const root = path.join(__dirname, '..', '..');

/** Compiles a program of test/apps into a folder where it finds the packages. Returns the path. */
export function compileApp(name: string): string {
  const target = path.join(root, 'out', 'apps', `${name}.js`);
  const source = readFileSync(path.join(root, 'test', 'apps', `${name}.ts`), 'utf8');
  const { outputText } = transpileModule(source, {
    compilerOptions: {
      module: ModuleKind.CommonJS,
      target: ScriptTarget.ES2022,
      experimentalDecorators: true,
      emitDecoratorMetadata: true,
      esModuleInterop: true,
    },
  });
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, outputText);
  return target;
}

export class AppProcess implements AsyncDisposable {
  readonly port: number;
  readonly #child: ChildProcess;
  readonly #output: () => string;

  /** Resolves when the application listens. */
  static async start(name: string, settings: object): Promise<AppProcess> {
    const child = spawn(process.execPath, ['--expose-gc', compileApp(name), JSON.stringify(settings)]);
    let output = '';
    const port = await new Promise<number>((resolve, reject) => {
      const take = (text: string): void => {
        output += text;
        const found = /^port (\d+)$/m.exec(output)?.[1];
        if (found !== undefined) resolve(Number(found));
      };
      child.stdout.setEncoding('utf8').on('data', take);
      child.stderr.setEncoding('utf8').on('data', take);
      child.once('close', () => reject(new Error(`It ended before it listened: ${output}`)));
    });
    return new AppProcess(child, port, () => output);
  }

  private constructor(child: ChildProcess, port: number, output: () => string) {
    this.#child = child;
    this.#output = output;
    this.port = port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Returns how the application ended, and its output besides its port. */
  async end(): Promise<{ code: number | null; signal: NodeJS.Signals | null; output: string }> {
    await this.#closed();
    const { exitCode: code, signalCode: signal } = this.#child;
    return { code, signal, output: this.#output().replace(/^port .*\n/m, '') };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#closed();
  }

  async #closed(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) await once(this.#child, 'close');
  }
}
