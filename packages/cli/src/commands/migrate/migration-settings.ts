// Converts the flags and the configuration file to the options of the migrations package.
import path from 'node:path';
import type { MigrateOptions, StatusOptions } from '@async-cassandra/migrations';
import { UsageError } from '../../command-line/cli-error';
import type { Invocation } from '../../command-line/command';
import type { FlagValues } from '../../command-line/flag';
import type { LoadedConfig } from '../../connection/config-file';
import type { ConnectionSettings } from '../../connection/connection-settings';
import { importModule } from '../../connection/import-module';
import type { folderFlags, runFlags } from './migrate-flags';

type FolderInvocation = Pick<Invocation, 'folder'> & { readonly flags: FlagValues<typeof folderFlags> };

/** Returns the folder. A folder in the configuration file is relative to that file. */
export function migrationFolder({ flags, folder }: FolderInvocation, { config, file }: LoadedConfig): string {
  if (flags.folder !== undefined) return path.resolve(folder, flags.folder);
  const configured = config.migrations?.folder;
  if (configured !== undefined && file !== undefined) return path.resolve(path.dirname(file), configured);
  return path.resolve(folder, 'migrations');
}

/** @throws UsageError when no keyspace is given. */
export function statusOptions(
  invocation: FolderInvocation,
  { keyspace, config, configFile }: ConnectionSettings,
): StatusOptions {
  if (keyspace === undefined) {
    throw new UsageError('Migrations need a keyspace', {
      hint: 'Name it with --keyspace, CASSANDRA_KEYSPACE or the configuration file',
    });
  }
  return { keyspace, folder: migrationFolder(invocation, { config, file: configFile }) };
}

export function migrateOptions(
  invocation: Pick<Invocation, 'folder' | 'signal'> & { readonly flags: FlagValues<typeof runFlags> },
  settings: ConnectionSettings,
): MigrateOptions {
  const { replication, wait } = invocation.flags;
  const { lock, statementTimeoutMs, ...configured } = settings.config.migrations ?? {};
  return {
    ...statusOptions(invocation, settings),
    replication: replication ?? configured.replication,
    statementTimeoutMs,
    lock: { ...lock, ...(wait !== undefined && { waitMs: wait }) },
    importModule,
    signal: invocation.signal,
  };
}
