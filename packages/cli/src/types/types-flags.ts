// The flags of `async-cassandra types`.
import { flag, flagSwitch, text } from '../command-line/flag';

export const typesFlags = {
  project: flag('<tsconfig.json>', 'The TypeScript project. Default: tsconfig.json', text),
  out: flag('<file>', 'The file to write. Default: src/cql.generated.d.ts, beside the tsconfig.json', text),
  snapshot: flag('<file.json>', 'What the server said, in a file to commit: with it, a build needs no server', text),
  update: flagSwitch('Ask the server although there is a snapshot, and write the snapshot anew'),
  schema: flag('<file.cql>', 'Ask a throw-away Cassandra with this schema', text),
  migrations: flag('<folder>', 'Ask a throw-away Cassandra with these migrations', text),
  cassandra: flag('<version>', 'The version of the throw-away Cassandra, such as 4.1. Default: 5.0', text),
  check: flagSwitch('Write nothing; end with exit code 3 when a file is out of date, and show the calls that break'),
  watch: flagSwitch('Write the file again after each change, until Ctrl-C'),
};
