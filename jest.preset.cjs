// Shared Jest settings: one Jest project for each kind of test, told apart by the suffix of the file (CONTRIBUTING.md has the table).
// Tests run against the sources of sibling packages (the `@async-cassandra/source` export condition).
const path = require('node:path');

const server = {
  globalSetup: path.join(__dirname, 'tools/test/global-setup.cjs'),
  globalTeardown: path.join(__dirname, 'tools/test/global-teardown.cjs'),
};

// On the JVM also where there is a Docker daemon: it starts sooner. Unless the run is told of a server that runs already. Nothing restarts this
// server, so it need not write its schema to the disk at each change: that is half of what a change costs.
const cassandra = process.env.CASSANDRA_CONTACT_POINTS
  ? {}
  : { provider: 'jvm', jvmOptions: ['-Dcassandra.unsafesystem=true'] };

const sharedClusters = { testEnvironment: path.join(__dirname, 'tools/test/cluster-environment.cjs') };

// A test waits for what a server or a client reports. These limits only end one that waits for ever: on a machine with a load of ten for each
// core, everything takes ten times as long. `countsTurns`: limits of the client and of the spec itself are not measured by the real clock
// (tools/test/turn-clock.cjs), because all sockets of the spec are in its process.
const kinds = [
  { kind: 'unit', suffixes: ['spec'], timeLimitMs: 2 * 60_000, countsTurns: true },
  { kind: 'stub', suffixes: ['stub-spec'], timeLimitMs: 5 * 60_000, countsTurns: true },
  {
    kind: 'real',
    suffixes: ['int-spec', 'e2e-spec'],
    timeLimitMs: 10 * 60_000,
    requestTimeoutMs: 2 * 60_000,
    settings: server,
  },
  { kind: 'server', suffixes: ['server-spec'], timeLimitMs: 20 * 60_000 },
  { kind: 'container', suffixes: ['container-spec'], timeLimitMs: 20 * 60_000 },
  { kind: 'cluster', suffixes: ['cluster-spec'], timeLimitMs: 20 * 60_000, settings: sharedClusters },
];

/** The Jest projects of one package. `only` keeps some kinds; the default is all of them. */
module.exports = function projectsOf(packageRoot, only = kinds.map(({ kind }) => kind)) {
  return kinds
    .filter(({ kind }) => only.includes(kind))
    .map(({ kind, suffixes, timeLimitMs, countsTurns, requestTimeoutMs, settings }) => ({
      displayName: `${path.basename(packageRoot)} ${kind}`,
      rootDir: packageRoot,
      testEnvironment: path.join(__dirname, 'tools/test/file-environment.cjs'),
      testEnvironmentOptions: {
        customExportConditions: ['@async-cassandra/source', 'require', 'node', 'node-addons', 'default'],
      },
      transform: { '^.+\\.ts$': path.join(__dirname, 'tools/test/typescript.cjs') },
      testMatch: suffixes.map((suffix) => `<rootDir>/{src,test}/**/*.${suffix}.ts`),
      modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/out/'],
      // Jest takes `testTimeout` for the whole run only; the setup file sets it for one project.
      globals: { testTimeLimitMs: timeLimitMs, requestTimeoutMs, cassandra },
      setupFilesAfterEnv: ['time-limit', ...(countsTurns ? ['count-turns'] : [])].map((name) =>
        path.join(__dirname, `tools/test/${name}.cjs`),
      ),
      ...settings,
    }));
};
