/**
 * Runs the tests of these specs once more, over protocol v4: a stub's clusterOptions() ask for the version that the environment names. The
 * environment is the calling file's own: the test runner gives each file a copy.
 */
export function runOnProtocolV4(specs: readonly string[]): void {
  process.env['CASSANDRA_PROTOCOL_VERSION'] = '4';
  describe.each(specs)('on protocol v4: %s', (spec) => {
    // oxlint-disable-next-line typescript/no-require-imports -- defines its tests inside of this block
    require(`../${spec}.stub-spec`);
  });
}
