// The section "Five minutes" of docs/generated-types.md: its files, its commands and the outputs that it shows.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../run-command.mjs';
import { commandsIn } from './documented-programs.mjs';

export const page = 'docs/generated-types.md';

const section = readFileSync(path.join(root, page), 'utf8')
  .split(/^## /m)
  .find((each) => each.startsWith('Five minutes'));

/** The lines of its shell blocks, in their order. */
export const commands = commandsIn(section);

/** By their paths: the files that a reader saves. */
export const files = new Map(
  [...section.matchAll(/^`([^`]+)` [^\n]*:\n\n```\w+\n([^]*?)```/gm)].map(([, file, text]) => [file, text]),
);

/** What the last two commands print. */
export const [wrote, compileError] = [...section.matchAll(/```text\n([^]*?)```/g)].map(([, text]) => text);

/** The program with the misspelled line of the page in the place of the right one. */
export function misspelled(program) {
  const line = /misspell the column, `([^`]+)`/.exec(section)[1];
  return program.replace(line.replaceAll('nmae', 'name'), line);
}
