// The four parts of cassandra-driver that the client uses. The build puts this module in the place of 'cassandra-driver': the whole package
// also loads its own client, the object mapper and graphs, which takes longer than all of core. See docs/decisions/0018-parts-of-the-driver.md.
import type * as driver from 'cassandra-driver';

type Parts = Pick<typeof driver, 'auth' | 'errors' | 'policies' | 'types'>;

/* oxlint-disable typescript/no-require-imports, ours/import-boundaries -- decision 18: loaded only where the package has it */

/** Where 4.x has the parts that its index exports. No documentation names these files: any doubt is answered by the whole package. */
function loadParts(): Parts | undefined {
  try {
    const manifest = require('cassandra-driver/package.json') as { version: string; exports?: unknown };
    if (!manifest.version.startsWith('4.') || manifest.exports !== undefined) return undefined;
    return {
      types: require('cassandra-driver/lib/types') as typeof driver.types,
      errors: require('cassandra-driver/lib/errors') as typeof driver.errors,
      policies: require('cassandra-driver/lib/policies') as typeof driver.policies,
      auth: require('cassandra-driver/lib/auth') as typeof driver.auth,
    };
  } catch {
    return undefined;
  }
}

export const { auth, errors, policies, types }: Parts = loadParts() ?? (require('cassandra-driver') as Parts);
