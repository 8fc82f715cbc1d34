/** The Cassandra that a fixture runs when it is not told another version. */
export const defaultCassandraVersion = '5.0.8';
