// TypeScript, an optional peer dependency: the project's own copy is used, so that both understand the sources alike.
import { createRequire } from 'node:module';
import path from 'node:path';
import type ts from 'typescript';
import { CliError } from '../../command-line/cli-error';

export type TypeScript = typeof ts;

/** @throws CliError when the project does not have TypeScript. */
export function loadTypeScript(folder: string): TypeScript {
  for (const from of [path.join(folder, 'package.json'), __filename]) {
    try {
      return createRequire(from)('typescript') as TypeScript;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    }
  }
  throw new CliError('TypeScript is not installed', { hint: 'npm install --save-dev typescript' });
}
