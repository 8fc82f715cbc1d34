// All commands, in the order in which the help lists them.
import type { Command } from '../command-line/command';
import { count } from './count';
import { describe } from './describe';
import { exportCommand } from './export';
import { importCommand } from './import';
import { newMigration } from './migrate/new';
import { repairCommand } from './migrate/repair';
import { check, status } from './migrate/status';
import { up } from './migrate/up';
import { query } from './query';
import { types } from './types';

export const commands: readonly Command[] = [
  query,
  describe,
  count,
  types,
  exportCommand,
  importCommand,
  up,
  status,
  newMigration,
  check,
  repairCommand,
];
