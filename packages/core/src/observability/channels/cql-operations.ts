// The operations that spans, metrics and logs name. Another first word of a text has no name there: an application that joins texts and
// values may put anything in its place, and each name is one more series of a metric.

/** Of Cassandra up to 6; of ScyllaDB: ATTACH, DETACH, PRUNE; of DSE: COMMIT, REBUILD, RELOAD, RESTRICT, UNRESTRICT. */
const verbs: ReadonlySet<string> = new Set(
  (
    'SELECT INSERT UPDATE DELETE BATCH TRANSACTION TRUNCATE USE CREATE ALTER DROP GRANT REVOKE LIST DESCRIBE DESC ADD COMMENT SECURITY ' +
    'ATTACH DETACH PRUNE COMMIT REBUILD RELOAD RESTRICT UNRESTRICT'
  ).split(' '),
);

/** The first words of what CREATE, ALTER and DROP act on: MATERIALIZED VIEW, SERVICE LEVEL (of ScyllaDB), SEARCH INDEX (of DSE). */
const schemaObjects: ReadonlySet<string> = new Set(
  (
    'KEYSPACE SCHEMA TABLE COLUMNFAMILY INDEX TYPE FUNCTION AGGREGATE MATERIALIZED TRIGGER ROLE USER IDENTITY SERVICE SERVICE_LEVEL ' +
    'SEARCH'
  ).split(' '),
);

/** Returns whether the word, in any case, is what a CQL statement does. A batch is BATCH, a transaction TRANSACTION. */
export function isOperation(word: string): boolean {
  return verbs.has(word.toUpperCase());
}

/** Returns whether the word, in any case, is a kind of schema objects. */
export function isSchemaObject(word: string): boolean {
  return schemaObjects.has(word.toUpperCase());
}
