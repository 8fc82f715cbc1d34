/** The Cassandra that a fixture runs when it is not told another version. */
export const defaultCassandraVersion = '5.0.8';

// The newest of each line when this package was made.
const newestReleases: Readonly<Record<string, string>> = {
  '3.11': '3.11.19',
  '4.0': '4.0.19',
  '4.1': '4.1.10',
  '5.0': defaultCassandraVersion,
};

/** The release that a version means: `4.1` is the newest known of its line, `4.1.7` is itself. */
export function releaseOf(version = defaultCassandraVersion): string {
  return newestReleases[version] ?? version;
}
