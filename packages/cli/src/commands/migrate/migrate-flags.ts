// The flags that the commands of `migrate` have in addition to the connection flags.
import { duration, flag, text } from '../../command-line/flag';

export const folderFlags = {
  folder: flag('<folder>', 'The folder of the migrations. Default: from the configuration file, or migrations', text),
};

export const runFlags = {
  ...folderFlags,
  replication: flag(
    '<n or dc:n,...>',
    'Create the keyspace if it is missing: 3, or dc1:3,dc2:2. Default: a missing keyspace is an error',
    replicationOf,
  ),
  wait: flag('<duration>', 'How long to wait for another process that migrates. Default: 5m', duration),
};

function replicationOf(given: string): Readonly<Record<string, string | number>> {
  const strategy = { class: 'NetworkTopologyStrategy' };
  if (/^[1-9]\d*$/.test(given)) return { ...strategy, replication_factor: Number(given) };
  const parts = given.split(',').map((part) => /^([^:]+):([1-9]\d*)$/.exec(part.trim()));
  if (parts.some((part) => part === null)) throw new Error('must be a number, or dc:number,...');
  return { ...strategy, ...Object.fromEntries(parts.map((part) => [part![1]!, Number(part![2])])) };
}
