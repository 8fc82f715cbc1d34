// A command of `async-cassandra`: what it is called, what it takes, what it does.
import type { Terminal } from '../terminal/terminal';
import type { universalFlags } from './universal-flags';
import type { ExitCode } from './exit-code';
import type { FlagTable, FlagValues } from './flag';

export interface Argument {
  readonly name: string;
  readonly description: string;
  readonly isOptional?: boolean;
}

/** What a command is run with. */
export interface Invocation<Flags extends FlagTable = FlagTable> {
  readonly terminal: Terminal;
  /** In the order of the command's arguments; those that were left out are undefined. */
  readonly args: readonly (string | undefined)[];
  readonly flags: FlagValues<Flags> & FlagValues<typeof universalFlags>;
  readonly environment: NodeJS.ProcessEnv;
  readonly folder: string;
  /** Aborted by Ctrl-C: end soon, and leave what can be gone on with. */
  readonly signal: AbortSignal;
}

export interface CommandDefinition<Flags extends FlagTable> {
  /** Its words: `['migrate', 'up']`. */
  readonly words: readonly string[];
  /** One line, for the list of commands. */
  readonly summary: string;
  /** More than that, for its own help. */
  readonly description?: string;
  readonly arguments?: readonly Argument[];
  readonly flags: Flags;
  /** Flags that others have as well: a group of their own in the help. */
  readonly shared?: ReadonlyMap<string, FlagTable>;
  readonly examples: readonly string[];
  run(invocation: Invocation<Flags>): Promise<ExitCode>;
}

export type Command = CommandDefinition<FlagTable>;

/** Binds what a command is run with to its table of flags. */
export function command<const Flags extends FlagTable>(definition: CommandDefinition<Flags>): Command {
  return definition as unknown as Command;
}

/** All flags of a command, its own first. */
export function flagsOf({ flags, shared = new Map() }: Command): FlagTable {
  return Object.assign({}, flags, ...(shared as ReadonlyMap<string, FlagTable>).values()) as FlagTable;
}
