// `types`: writes the TypeScript types of the statements of a project.
import { command } from '../command-line/command';
import { sharedConnectionFlags } from '../connection/connection-flags';
import { runTypes } from '../types/run-types';
import { typesFlags } from '../types/types-flags';

export const types = command({
  words: ['types'],
  summary: 'Writes TypeScript types for the CQL statements of a project, as the schema has them',
  description:
    'Finds the CQL texts in a TypeScript project, has a server check each of them, and writes their parameters and rows as TypeScript types. ' +
    'Then the compiler checks every call: session.execute(text, parameters) takes the parameters of that text, and its rows have their columns. ' +
    'What the server refuses is shown at its place in the source. Without an option that says where the schema is: ' +
    'the snapshot if there is one, otherwise the cluster of the variables or of the configuration file.',
  flags: typesFlags,
  shared: sharedConnectionFlags,
  examples: [
    'async-cassandra types --contact-points 127.0.0.1 --keyspace shop',
    'async-cassandra types --schema schema.cql --snapshot cql.snapshot.json',
    'async-cassandra types --snapshot cql.snapshot.json --check',
  ],
  run: runTypes,
});
