// What the commands of this repository print: one calm line for each step, with its time.
import { inspect } from 'node:util';

const live = process.stdout.isTTY === true && !process.env.CI;
const color = live && !process.env.NO_COLOR;

const paint = (code) => (text) => (color ? `\x1b[${code}m${text}\x1b[0m` : text);
const green = paint(32);
const red = paint(31);
const dim = paint(2);

const seconds = (startedAt) => `${((performance.now() - startedAt) / 1000).toFixed(1)} s`.padStart(8);
const titleWidth = 24;

export function say(text = '') {
  process.stdout.write(`${text}\n`);
}

/**
 * Runs one step and prints its line. `work` gets a function that shows a detail while it runs (on a terminal only)
 * and returns what to show when it is done, if anything. What it throws is printed below its line and thrown again.
 */
export async function step(title, work) {
  const startedAt = performance.now();
  const label = title.padEnd(titleWidth);
  let detail = '';
  const redraw = () => process.stdout.write(`\r\x1b[2K  ${label}${seconds(startedAt)}  ${dim(detail)}`);
  const timer = live ? setInterval(redraw, 100) : undefined;
  const finish = (mark, text) => {
    clearInterval(timer);
    say(`${live ? '\r\x1b[2K' : ''}${mark} ${label}${seconds(startedAt)}${text ? `  ${dim(text)}` : ''}`);
  };
  try {
    const done = await work((text) => {
      detail = text;
    });
    finish(green('✓'), typeof done === 'string' ? done : '');
    return done;
  } catch (error) {
    finish(red('✗'), '');
    showError(error);
    throw error;
  }
}

const shown = new WeakSet();

function showError(error) {
  if (error instanceof Error) shown.add(error);
  say(error instanceof CommandFailed ? error.output : inspect(error));
}

/** Runs a program to its end; a failure that no step has shown yet is shown. */
export async function runMain(main) {
  try {
    await main();
  } catch (error) {
    if (!shown.has(error)) showError(error);
    process.exitCode = 1;
  }
}

/** A command that ended badly: what it printed is its message. */
export class CommandFailed extends Error {
  constructor(command, outcome, output) {
    super(`${command} ${outcome}`);
    this.output = `${output.trimEnd()}\n${this.message}`;
  }
}

/** How far a long work is, to be shown as the detail of its step. */
export function bar(done, total, width = 32) {
  const filled = total === 0 ? width : Math.round((done / total) * width);
  return `${'█'.repeat(filled)}${'░'.repeat(width - filled)} ${done} of ${total}`;
}
