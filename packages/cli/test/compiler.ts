// Compiles projects by `tsc`, as an application does.
import { execFile } from 'node:child_process';
import path from 'node:path';

/** The native compiler takes a fifth of the CPU, and knows no `moduleResolution` of before 2022. */
export type Compiler = 'typescript-7' | 'typescript';

const installed = path.join(__dirname, '../../../node_modules');

/** Compiles the project of a configuration. Returns the errors in its folder, as `a.ts:1: TS2322 ...`. */
export async function compile(config: string, compiler: Compiler = 'typescript-7'): Promise<string[]> {
  const program = path.join(installed, compiler, 'bin/tsc');
  const cwd = path.dirname(config);
  const output = await new Promise<string>((resolve) =>
    execFile(process.execPath, [program, '--project', config, '--pretty', 'false'], { cwd }, (_, stdout, stderr) =>
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
