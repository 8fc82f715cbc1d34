// Shared Jest settings. Tests run against the sources of sibling packages (the `@async-cassandra/source` export condition).
module.exports = {
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['@async-cassandra/source', 'require', 'node', 'node-addons', 'default'] },
  transform: { '^.+\\.ts$': ['ts-jest', { tsconfig: '<rootDir>/tsconfig.spec.json', diagnostics: false }] },
  testMatch: ['<rootDir>/{src,test}/**/*.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/', '/out/'],
};
