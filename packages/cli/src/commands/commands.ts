// All commands, in the order in which the help lists them.
import type { Command } from '../command-line/command';
import { count } from './count';
import { describe } from './describe';
import { exportCommand } from './export';
import { importCommand } from './import';
import { query } from './query';

export const commands: readonly Command[] = [query, describe, count, exportCommand, importCommand];
