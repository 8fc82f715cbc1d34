import { CqlScriptError, splitCql, type ScriptStatement } from '@async-cassandra/cql-script';
import { FixtureError, fixtureErrorCode } from '../fixture-error';

export type { ScriptStatement } from '@async-cassandra/cql-script';

/**
 * Cuts a CQL script at the semicolons that end a statement: those outside of strings, quoted names, `$$` bodies and comments,
 * and, in a batch, only the one after APPLY BATCH.
 */
export function splitScript(script: string): ScriptStatement[] {
  try {
    return splitCql(script);
  } catch (error) {
    if (!(error instanceof CqlScriptError)) throw error;
    throw new FixtureError(fixtureErrorCode.badScript, error.message, { cause: error });
  }
}
