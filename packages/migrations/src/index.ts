// The public API of @async-cassandra/migrations.
export { migrate, repair, type MigrationOutcome } from './migrate';
export type { LockOptions, MigrateOptions, RepairDecision, RepairOptions, StatusOptions } from './migrate-options';
export {
  MigrationError,
  migrationErrorCode,
  type MigrationErrorCode,
  type MigrationErrorOptions,
  type StatementPlace,
} from './migration-error';
export { migrationStatus, type FileState, type FileStatus, type MigrationStatus } from './migration-status';
export { migrationsFrom, type MigrationTarget } from './migrations-from';
export type { MigrationProgress, OnProgress } from './progress';
export type { MigrationScript, MigrationScriptContext } from './script';
