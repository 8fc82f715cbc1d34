/** The Cassandra version of a fixture unless an option names another. */
export const defaultCassandraVersion = '5.0.8';

// The newest release of each line at the time of this package.
const newestReleases: Readonly<Record<string, string>> = {
  '3.11': '3.11.19',
  '4.0': '4.0.19',
  '4.1': '4.1.10',
  '5.0': defaultCassandraVersion,
  // There is no final release yet.
  '6.0': '6.0-alpha2',
};

/** Returns the release of a version: `4.1` stands for the newest known of its line, `4.1.7` for itself. */
export function releaseOf(version = defaultCassandraVersion): string {
  return newestReleases[version] ?? version;
}
