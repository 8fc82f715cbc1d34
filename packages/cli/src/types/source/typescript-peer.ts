// TypeScript, an optional peer dependency: the project's own copy is used, so that both understand the sources alike.
import { createRequire } from 'node:module';
import path from 'node:path';
import type ts from 'typescript';
import { CliError } from '../../command-line/cli-error';

export type TypeScript = typeof ts;

/** TypeScript 7 is a native compiler without an API for JavaScript. A project has the last version with that API beside it. */
const names = ['typescript', '@typescript/typescript6'];

/**
 * Loads TypeScript for the project in a folder. `from` are the files from whose places it is looked for.
 *
 * @throws CliError when the project does not have TypeScript, or only a version without an API.
 */
export function loadTypeScript(
  folder: string,
  from: readonly string[] = [path.join(folder, 'package.json'), __filename],
): TypeScript {
  const found = from.flatMap((file) => names.map((name) => load(file, name)));
  const usable = found.find((each) => each?.createProgram !== undefined);
  if (usable !== undefined) return usable as TypeScript;
  const other = found.find((each) => each !== undefined);
  if (other === undefined) {
    throw new CliError('TypeScript is not installed', { hint: 'npm install --save-dev typescript' });
  }
  throw new CliError(`TypeScript ${other.version} has no API, which this command needs to read the project`, {
    hint: `Keep it, and install the last version with an API beside it: npm install --save-dev ${names[1]}`,
  });
}

function load(file: string, name: string): Partial<TypeScript> | undefined {
  try {
    return createRequire(file)(name) as Partial<TypeScript>;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}
