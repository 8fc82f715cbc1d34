// Parses names as the user types them: `shop.items`, `items`, `"Shop".items`.
import { foldName } from '@async-cassandra/cql-script';

/** Returns the exact names between the dots: as in CQL, in lower case unless quoted. */
export function namesIn(text: string): string[] {
  return (text.match(/"(?:[^"]|"")+"|\w+/g) ?? []).map(foldName);
}
