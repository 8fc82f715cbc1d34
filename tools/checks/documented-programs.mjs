// The programs of the documentation that a reader saves and runs: `.mjs` files shown on a page beside their command, and the
// `.cql` files that they read.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../run-command.mjs';
import { snippetsIn } from './snippets.mjs';

/** Returns the lines of the shell blocks of a page, without comments. */
export const commandsIn = (text) =>
  [...text.matchAll(/```sh\n([\s\S]*?)```/g)]
    .flatMap(([, block]) => block.split('\n'))
    .map((line) => line.replace(/\s+#.*$/, '').trim())
    .filter((line) => line !== '');

/** Returns the packages of a line `npm install`; none for other lines. */
export const installedBy = (line) =>
  line.startsWith('npm install ')
    ? line
        .split(' ')
        .slice(2)
        .filter((word) => !word.startsWith('-'))
    : [];

/** Returns the output that the page shows: the first block without a language after the command. */
const printedAfter = (text, command) => /```(?:text)?\n([\s\S]*?)```/.exec(blocksAfter(text, command))?.[1];

/** Returns the text after the shell block that contains the command. */
const blocksAfter = (text, command) => text.slice(text.indexOf('```\n', text.indexOf(command)) + '```\n'.length);

/**
 * Returns the programs of a page. `command` is the line of the page that runs the program, `printed` its output on the page: each
 * is undefined if the page lacks it. `installs` are the names in the `npm install` lines of the page. `files` are the program
 * and the `.cql` files of its page, each with its path relative to the program.
 */
export function programsOf(page) {
  const text = readFileSync(path.join(root, page), 'utf8');
  const commands = commandsIn(text);
  const installs = commands.flatMap(installedBy);
  const snippets = snippetsIn(text);
  return snippets
    .filter(({ source, code }) => source?.endsWith('.mjs') && !code.includes('node:test'))
    .map(({ source, code }) => {
      const file = path.basename(source);
      const command = commands.find((line) => line.split(' ').includes(file));
      const files = snippets
        .filter((other) => other.source === source || other.source?.endsWith('.cql'))
        .map((shown) => ({ ...shown, file: path.posix.relative(path.posix.dirname(source), shown.source) }));
      return { page, file, code, files, installs, command, printed: command && printedAfter(text, command) };
    });
}
