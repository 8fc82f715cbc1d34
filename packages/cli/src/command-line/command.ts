// A command of `async-cassandra`: its name, its arguments and its action.
import type { Terminal } from '../terminal/terminal';
import type { universalFlags } from './universal-flags';
import type { ExitCode } from './exit-code';
import type { FlagTable, FlagValues } from './flag';

export interface Argument {
  readonly name: string;
  readonly description: string;
  readonly isOptional?: boolean;
}

/** The input of a command. */
export interface Invocation<Flags extends FlagTable = FlagTable> {
  readonly terminal: Terminal;
  /** The arguments in the order of the command's definition; omitted ones are undefined. */
  readonly args: readonly (string | undefined)[];
  readonly flags: FlagValues<Flags> & FlagValues<typeof universalFlags>;
  readonly environment: NodeJS.ProcessEnv;
  readonly folder: string;
  /** Aborts on Ctrl-C: end soon, in a state from which the command can continue. */
  readonly signal: AbortSignal;
}

export interface CommandDefinition<Flags extends FlagTable> {
  /** The words of the command: `['migrate', 'up']`. */
  readonly words: readonly string[];
  /** One line, for the list of commands. */
  readonly summary: string;
  /** A longer description, for the help of the command. */
  readonly description?: string;
  readonly arguments?: readonly Argument[];
  readonly flags: Flags;
  /** Flags that other commands share: each group has its own section in the help. */
  readonly shared?: ReadonlyMap<string, FlagTable>;
  readonly examples: readonly string[];
  run(invocation: Invocation<Flags>): Promise<ExitCode>;
}

export type Command = CommandDefinition<FlagTable>;

/** Binds the types of a command's flags to its table of flags. */
export function command<const Flags extends FlagTable>(definition: CommandDefinition<Flags>): Command {
  return definition as unknown as Command;
}

/** All flags of a command, its own first. */
export function flagsOf({ flags, shared = new Map() }: Command): FlagTable {
  return Object.assign({}, flags, ...(shared as ReadonlyMap<string, FlagTable>).values()) as FlagTable;
}
