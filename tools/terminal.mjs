// The output of the commands of this repository: one line for each step, with its time.
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

/** The running steps in the order of their start: several may run at once. */
const running = new Set();
let drawing;
// Where lines cannot be redrawn, a long step prints a line now and then.
const drawMs = live ? 100 : 30_000;

function draw() {
  if (!live) {
    for (const { title, startedAt, detail } of running) {
      if (performance.now() - startedAt < drawMs) continue;
      say(`… ${title.padEnd(titleWidth)}${seconds(startedAt)}  ${detail()}`);
    }
    return;
  }
  const width = running.size > 1 ? 0 : titleWidth;
  const line = [...running]
    .map(({ title, startedAt, detail }) => `${title.padEnd(width)}${seconds(startedAt)}  ${detail()}`)
    .join('  │  ');
  process.stdout.write(`\r\x1b[2K  ${dim(line.slice(0, (process.stdout.columns ?? 80) - 3))}`);
}

function begin(title) {
  const step = { title, startedAt: performance.now(), detail: () => '' };
  running.add(step);
  drawing ??= setInterval(draw, drawMs);
  return step;
}

function finish(step, mark, text) {
  running.delete(step);
  if (running.size === 0) {
    clearInterval(drawing);
    drawing = undefined;
  }
  const line = `${mark} ${step.title.padEnd(titleWidth)}${seconds(step.startedAt)}${text ? `  ${dim(text)}` : ''}`;
  say(`${live ? '\r\x1b[2K' : ''}${line}`);
}

/**
 * Runs one step and prints its line. `work` gets a function that shows a detail while it runs, a text or a function that returns it when it is drawn,
 * and returns the text to show at the end, if any. An error is printed below the line and thrown again.
 */
export async function step(title, work) {
  const current = begin(title);
  try {
    const done = await work((text) => {
      current.detail = typeof text === 'function' ? text : () => text;
    });
    finish(current, green('✓'), typeof done === 'string' ? done : '');
    return done;
  } catch (error) {
    finish(current, red('✗'), '');
    showError(error);
    throw error;
  }
}

const shown = new WeakSet();

function showError(error) {
  if (error instanceof Error) shown.add(error);
  say(error instanceof CommandFailed ? error.output : inspect(error));
}

/** Runs a program to its end. Shows a failure unless a step has shown it. */
export async function runMain(main) {
  try {
    await main();
  } catch (error) {
    if (!shown.has(error)) showError(error);
    process.exitCode = 1;
  }
}

/** A command failed: its output is the message. */
export class CommandFailed extends Error {
  constructor(command, outcome, output) {
    super(`${command} ${outcome}`);
    this.output = `${output.trimEnd()}\n${this.message}`;
  }
}

/** Returns a progress bar, as the detail of a step. */
export function bar(done, total, width = 32) {
  const filled = total === 0 ? width : Math.round((done / total) * width);
  return `${'█'.repeat(filled)}${'░'.repeat(width - filled)} ${done} of ${total}`;
}
