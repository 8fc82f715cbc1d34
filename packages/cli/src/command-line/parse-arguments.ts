// Parses the words of a command line to a command and its input. Commander splits and checks the words; the tables of flags define the rest.
import { Command as Program, CommanderError, Option } from 'commander';
import type { Terminal } from '../terminal/terminal';
import { UsageError } from './cli-error';
import { flagsOf, type Command, type Invocation } from './command';
import { parseFlag, writtenAs, type Flag } from './flag';
import { commandHelp, groupHelp, programHelp, programName, type HelpStyle } from './help';

export type Parsed =
  | { readonly kind: 'command'; readonly command: Command; readonly args: Invocation['args']; readonly flags: object }
  /** Help or the version: text for standard output. */
  | { readonly kind: 'text'; readonly text: string };

/** Commander's value of a flag: true for a switch, its text, or its texts. */
type Given = string | true | readonly string[];

/** @throws UsageError that names the problem, and how to see the help. */
export function parseArguments(
  commands: readonly Command[],
  words: readonly string[],
  { version, terminal }: { readonly version: string; readonly terminal: Terminal },
): Parsed {
  const style = { columns: terminal.columns, colors: terminal.outColors };
  let printed = '';
  let complaint = '';
  let found: Parsed | undefined;
  const output = {
    writeOut: (text: string) => void (printed += text),
    writeErr: (text: string) => void (complaint += text),
    // This program decides about colours.
    getOutHasColors: () => true,
  };
  const settle = (program: Program, help: () => string) =>
    program.exitOverride().configureOutput(output).configureHelp({ formatHelp: help }).addHelpCommand(false);
  const root = settle(new Program(programName), () => programHelp(commands, style)).version(version);
  for (const [word, members] of groupsOf(commands)) {
    const parent =
      members[0]!.words.length === 1 ? root : settle(root.command(word), () => groupHelp(word, members, style));
    for (const each of members) {
      addCommand(parent, each, style, settle, (args, flags) => {
        found = { kind: 'command', command: each, args, flags };
      });
    }
  }
  if (words.length === 0)
    throw new UsageError('A command is missing', { hint: `\n${programHelp(commands, style).trimEnd()}` });
  try {
    root.parse([...words], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (['commander.helpDisplayed', 'commander.version'].includes(error.code)) return { kind: 'text', text: printed };
    throw usageErrorOf(error, complaint, words, commands);
  }
  return found!;
}

function groupsOf(commands: readonly Command[]): Map<string, Command[]> {
  const groups = new Map<string, Command[]>();
  for (const each of commands) groups.set(each.words[0]!, [...(groups.get(each.words[0]!) ?? []), each]);
  return groups;
}

function addCommand(
  parent: Program,
  definition: Command,
  style: HelpStyle,
  settle: (program: Program, help: () => string) => Program,
  onFound: (args: Invocation['args'], flags: object) => void,
): void {
  const { words, arguments: args = [] } = definition;
  const written = args.map(({ name, isOptional }) => (isOptional ? `[${name}]` : `<${name}>`));
  const program = settle(parent.command([words.at(-1)!, ...written].join(' ')), () => commandHelp(definition, style));
  const flags = Object.entries(flagsOf(definition));
  for (const [name, { value, repeats }] of flags) {
    const option = new Option(value === undefined ? writtenAs(name) : `${writtenAs(name)} ${value}`);
    program.addOption(repeats ? option.argParser(append) : option);
  }
  program.allowExcessArguments(false).action((...given: unknown[]) => {
    const values = given[args.length] as Readonly<Record<string, Given>>;
    const parsed = flags.flatMap(([name, each]) =>
      values[name] === undefined ? [] : [[name, valueOf(name, each, values[name])]],
    );
    onFound(given.slice(0, args.length) as string[], Object.fromEntries(parsed) as object);
  });
}

function append(text: string, before: unknown): string[] {
  return [...((before as string[] | undefined) ?? []), text];
}

function valueOf(name: string, definition: Flag<unknown>, given: Given): unknown {
  const source = writtenAs(name);
  if (given === true) return true;
  if (typeof given === 'string') return parseFlag(source, definition, given);
  return given.map((text) => parseFlag(source, definition, text));
}

const seeHelp = (words: string) => `See ${[programName, words, '--help'].filter((word) => word !== '').join(' ')}`;

/** Returns the first words that name a command or a group of commands. */
function longestCommand(words: readonly string[], commands: readonly Command[]): string {
  const begins = (count: number) =>
    commands.some((each) => words.slice(0, count).every((word, i) => each.words[i] === word));
  return words.slice(0, begins(2) ? 2 : begins(1) ? 1 : 0).join(' ');
}

function usageErrorOf(
  { message }: CommanderError,
  complaint: string,
  words: readonly string[],
  commands: readonly Command[],
): UsageError {
  const command = longestCommand(words, commands);
  if (words.some((word) => /^--?p(ass)?(word)?(=|$)/.test(word))) {
    return new UsageError('A password is never given on the command line, where everybody on the machine can read it', {
      hint: 'Set CASSANDRA_PASSWORD, use --password-file <file>, or leave it out and type it when asked',
    });
  }
  const text = message.startsWith('(') || message === '' ? 'A command is missing' : message.replace(/^error: /, '');
  const [first = '', ...more] = text.split('\n');
  const suggestion = more.join(' ').trim() || /\(Did you mean .*\)/.exec(complaint)?.[0];
  const sentence = first.charAt(0).toUpperCase() + first.slice(1);
  const hint =
    suggestion === undefined ? seeHelp(command) : `${suggestion.replace(/^\(|\)$/g, '')} ${seeHelp(command)}`;
  return new UsageError(sentence, { hint });
}
