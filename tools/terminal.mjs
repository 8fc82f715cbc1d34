// What the commands of this repository print: one calm line for each step, with its time.
const live = process.stdout.isTTY === true && !process.env.CI;
const color = live && !process.env.NO_COLOR;

const paint = (code) => (text) => (color ? `\x1b[${code}m${text}\x1b[0m` : text);
const green = paint(32);
const red = paint(31);
export const dim = paint(2);

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
    say(error instanceof CommandFailed ? error.output : (error?.stack ?? String(error)));
    throw error;
  }
}

/** A command that ended badly: what it printed is its message. */
export class CommandFailed extends Error {
  constructor(command, outcome, output) {
    super(`${command} ${outcome}`);
    this.output = `${output.trimEnd()}\n${this.message}`;
  }
}

/** Draws how far a long work is; on anything but a terminal it prints a line for each quarter. */
export function progressBar(total, width = 40) {
  let quarter = 0;
  return (done, note = '') => {
    const part = total === 0 ? 1 : done / total;
    const percent = `${Math.floor(part * 100)}%`.padStart(4);
    if (live) {
      const filled = Math.round(part * width);
      process.stdout.write(
        `\r\x1b[2K  ${green('█'.repeat(filled))}${dim('░'.repeat(width - filled))}${percent}  ${note}`,
      );
      if (done >= total) say();
    } else if (part * 4 >= quarter + 1 || done >= total) {
      quarter = Math.floor(part * 4);
      say(`  ${percent}  ${note}`);
    }
  };
}
