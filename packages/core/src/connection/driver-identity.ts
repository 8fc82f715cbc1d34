// The name and version that this client reports to the server: `system_views.clients` and `nodetool clientstats` show them.

export const driverName = '@async-cassandra/core';

// The same relative path leads to package.json from src/ and from dist/.
// oxlint-disable-next-line typescript/no-require-imports -- package.json lies outside rootDir
export const driverVersion: string = (require('../../package.json') as { version: string }).version;
