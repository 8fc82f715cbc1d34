import { CqlScriptError, splitCql, type ScriptStatement } from '@async-cassandra/cql-script';
import { FixtureError, fixtureErrorCode } from '../fixture-error';

export type { ScriptStatement } from '@async-cassandra/cql-script';

/**
 * Splits a CQL script at the semicolons that end a statement: outside of strings, quoted names, `$$` bodies and comments,
 * and, in a batch, only after APPLY BATCH.
 */
export function splitScript(script: string): ScriptStatement[] {
  try {
    return splitCql(script);
  } catch (error) {
    if (!(error instanceof CqlScriptError)) throw error;
    throw new FixtureError(fixtureErrorCode.badScript, error.message, { cause: error });
  }
}
