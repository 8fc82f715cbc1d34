// The public promise of @async-cassandra/migrations.
export { migrate, repair, type MigrationOutcome } from './migrate';
export type { LockOptions, MigrateOptions, RepairDecision, RepairOptions } from './migrate-options';
export {
  MigrationError,
  migrationErrorCode,
  type MigrationErrorCode,
  type MigrationErrorOptions,
  type StatementPlace,
} from './migration-error';
export { migrationsFrom, type MigrationTarget } from './migrations-from';
export type { MigrationProgress, OnProgress } from './progress';
export type { MigrationScript, MigrationScriptContext } from './script';
