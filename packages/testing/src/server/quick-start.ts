// What makes the start of a test server cheap, wherever it runs.

/** A compiler that starts quickly, and classes of Cassandra's own jars that are not verified again in each start. Java 8, 11 and 17 know these options. */
export const quickStartOptions = [
  '-XX:TieredStopAtLevel=1',
  '-XX:+UnlockDiagnosticVMOptions',
  '-XX:-BytecodeVerificationRemote',
];

/** System properties. */
export const quickStartProperties = {
  'cassandra.skip_wait_for_gossip_to_settle': '0',
  'cassandra.shutdown_announce_in_ms': '0',
  // The size of a row's bookkeeping is estimated in each start, with 100,000 rows by default: a second.
  'cassandra.memtable_row_overhead_computation_step': '1000',
  // The clock of its time limits: by default it wakes up the machine 500 times a second, half of what an idle server costs.
  'cassandra.approximate_time_precision_ms': '20',
  // A killed process loses nothing that it wrote to a file: only the end of the machine would, which also ends the tests.
  'cassandra.skip_sync': 'true',
};
