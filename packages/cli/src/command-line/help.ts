// The help of the program and of a command, generated from the table of commands, for the width of the terminal.
import type { Colors } from 'picocolors/types';
import { writtenAs, type Flag, type FlagTable } from './flag';
import type { Argument, Command } from './command';

export const programName = 'async-cassandra';

export interface HelpStyle {
  readonly columns: number;
  readonly colors: Colors;
}

const widest = 100;
const indent = '  ';

/** The list of all commands. */
export function programHelp(commands: readonly Command[], { columns, colors }: HelpStyle): string {
  const items = commands.map((each) => [[...each.words, ...argumentsOf(each)].join(' '), each.summary] as const);
  return [
    'Works on Apache Cassandra from a terminal, a script or a job.',
    `${indent}${programName} <command> [options]`,
    section('Commands', items, columns, colors),
    `${programName} <command> --help shows the options of a command, and how to name the cluster.`,
    '',
  ].join('\n\n');
}

/** Returns the help of one command. */
export function commandHelp(command: Command, { columns, colors }: HelpStyle): string {
  const {
    summary,
    description,
    arguments: args = [],
    flags,
    shared = new Map<string, FlagTable>(),
    examples,
  } = command;
  const parts = [
    wrap(description ?? `${summary}.`, Math.min(columns, widest), '').join('\n'),
    `${indent}${[programName, ...command.words, ...argumentsOf(command), '[options]'].join(' ')}`,
  ];
  if (args.length > 0) parts.push(section('Arguments', args.map(argumentItem), columns, colors));
  const groups = new Map<string, FlagTable>([['Options', flags], ...shared]);
  for (const [title, table] of groups) {
    const items = Object.entries(table).map(([name, each]) => flagItem(name, each));
    if (items.length > 0) parts.push(section(title, items, columns, colors));
  }
  parts.push([colors.bold('Examples'), ...examples.map((line) => `${indent}${line}`)].join('\n'), '');
  return parts.join('\n\n');
}

/** The commands of a group, such as `migrate`. */
export function groupHelp(word: string, commands: readonly Command[], { columns, colors }: HelpStyle): string {
  const items = commands.map((each) => [[...each.words, ...argumentsOf(each)].join(' '), each.summary] as const);
  return [`${indent}${programName} ${word} <command> [options]`, section('Commands', items, columns, colors), ''].join(
    '\n\n',
  );
}

function argumentsOf({ arguments: args = [] }: Command): string[] {
  return args.map(({ name, isOptional }) => (isOptional ? `[${name}]` : `<${name}>`));
}

function argumentItem({ name, description }: Argument): readonly [string, string] {
  return [name, description];
}

function flagItem(name: string, { value, description, variable }: Flag<unknown>): readonly [string, string] {
  const written = value === undefined ? writtenAs(name) : `${writtenAs(name)} ${value}`;
  return [written, variable === undefined ? description : `${description} [${variable}]`];
}

function section(
  title: string,
  items: readonly (readonly [string, string])[],
  columns: number,
  colors: Colors,
): string {
  const width = Math.min(columns, widest);
  const left = Math.max(...items.map(([term]) => term.length)) + 2;
  // On a narrow terminal the text is on the line after its term.
  const isNarrow = width - left - indent.length < 30;
  const lines = items.flatMap(([term, text]) => {
    if (isNarrow) return [`${indent}${colors.cyan(term)}`, ...wrap(text, width, indent.repeat(3))];
    const [first = '', ...rest] = wrap(text, width, ' '.repeat(left + indent.length));
    return [`${indent}${colors.cyan(term)}${' '.repeat(left - term.length)}${first.trimStart()}`, ...rest];
  });
  return [colors.bold(title), ...lines].join('\n');
}

/** Wraps words into lines of at most this width, each with the prefix `before`. */
export function wrap(text: string, width: number, before: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && before.length + line.length + 1 + word.length > width) {
      lines.push(before + line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, before + line];
}
