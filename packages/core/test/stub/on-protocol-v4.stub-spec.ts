// The specs of streams, faults, cancellation and admission once more, over protocol v4: a stub's clusterOptions() ask for the version that
// the environment names. It is this file's own: the test runner gives each file a copy.
process.env['CASSANDRA_PROTOCOL_VERSION'] = '4';

describe.each([
  'stream',
  'stream-end',
  'stream-resume',
  'request',
  'node-loss',
  'limits',
  'stalled-connection',
  'write-outcome',
  'retry-loop',
])('on protocol v4: %s', (spec) => {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- defines its tests inside of this block
  require(`./${spec}.stub-spec`);
});
