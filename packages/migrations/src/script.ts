// Migrations in JavaScript or TypeScript.
import { pathToFileURL } from 'node:url';
import type { Session } from '@async-cassandra/core';
import { messageOf, MigrationError, migrationErrorCode } from './migration-error';
import type { MigrationFile } from './migration-files';

/** The argument of a script, beside the session. */
export interface MigrationScriptContext {
  /** Aborts when the application stops the migrations, or when another process has taken over: end soon. */
  readonly signal: AbortSignal;
  /** Reports the progress: `onProgress` receives it as `scriptProgress`. */
  readonly progress: (text: string) => void;
  /** The keyspace of the migrations. Use it to qualify tables: the session may have another keyspace, or none. */
  readonly keyspace: string;
}

/**
 * The export of a script, as `default` or `migrate`. After a crash it is run again from its beginning: write it so that repeating
 * finished work is harmless.
 *
 * @example
 * export default (async (session, { signal, keyspace }) => {
 *   for await (const { id } of session.scanTable(`${keyspace}.users`, { columns: ['id'], signal })) {
 *     await session.execute(`UPDATE ${keyspace}.users SET active = true WHERE id = ?`, [id]);
 *   }
 * }) satisfies MigrationScript;
 */
export type MigrationScript = (session: Session, context: MigrationScriptContext) => unknown;

/** @throws MigrationError BAD_FILE when the script cannot be loaded, or exports no function. */
export async function loadScript(
  { file, path }: MigrationFile,
  importModule: (path: string) => Promise<unknown> = load,
): Promise<MigrationScript> {
  const loaded = await importModule(path).catch((cause: unknown) => {
    throw new MigrationError(migrationErrorCode.badFile, `${file} cannot be loaded: ${messageOf(cause)}`, { cause });
  });
  const script = scriptIn(loaded);
  if (script !== undefined) return script;
  throw new MigrationError(
    migrationErrorCode.badFile,
    `${file} must export a function (session, { signal, progress, keyspace }), as default or as migrate`,
  );
}

/** Tries `require` first, which test runners and TypeScript loaders intercept. */
async function load(path: string): Promise<unknown> {
  try {
    // oxlint-disable-next-line typescript/no-require-imports
    return require(path) as unknown;
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (code !== 'ERR_REQUIRE_ESM' && code !== 'ERR_REQUIRE_ASYNC_MODULE') throw error;
    return import(pathToFileURL(path).href);
  }
}

/** An imported CommonJS module that was compiled from an ES module has its exports one level deeper. */
function scriptIn(loaded: unknown, depth = 0): MigrationScript | undefined {
  if (typeof loaded === 'function') return loaded as MigrationScript;
  if (typeof loaded !== 'object' || loaded === null || depth === 2) return undefined;
  const { migrate, default: standard } = loaded as { migrate?: unknown; default?: unknown };
  return scriptIn(migrate, depth + 1) ?? scriptIn(standard, depth + 1);
}
