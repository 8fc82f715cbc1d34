// The largest each tarball may be, in kilobytes as the registry serves it: sources, declarations and source maps included.
// A package that outgrows its line is either carrying what it should not, or the line is raised here, in review.
export const packageSizes = {
  '@async-cassandra/cli': 130,
  '@async-cassandra/compat': 80,
  '@async-cassandra/core': 900,
  '@async-cassandra/cql-script': 15,
  '@async-cassandra/migrations': 60,
  '@async-cassandra/nestjs': 100,
  '@async-cassandra/rxjs': 40,
  '@async-cassandra/testing': 330,
};
