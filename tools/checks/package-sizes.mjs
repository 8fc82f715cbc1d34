// The largest size of each tarball in kilobytes, as the registry serves it: sources, declarations and source maps included.
// If a package exceeds it, remove what does not belong in the package, or raise the limit here, in review.
export const packageSizes = {
  '@async-cassandra/cli': 270,
  '@async-cassandra/compat': 85,
  '@async-cassandra/core': 950,
  '@async-cassandra/cql-script': 15,
  '@async-cassandra/migrations': 70,
  '@async-cassandra/nestjs': 100,
  '@async-cassandra/rxjs': 40,
  '@async-cassandra/testing': 340,
};
