// An export in progress: lines of JSON, read as a stream. If the page stops reading, the service stops asking Cassandra for pages.
import { formatCount, showFigures } from './numbers.js';

export function showExport(section) {
  const form = section.querySelector('form');
  const { device: select, start, hold, cancel } = form.elements;
  const news = section.querySelector('.news');
  let running = null;

  async function run() {
    const reader = new ExportReader(select.value);
    running = reader;
    setRunning(true);
    showFigures(section, { received: '0', rate: '–', rowsRead: '0' });
    news.textContent = 'Reading…';
    try {
      const { done, count, error } = await reader.read();
      news.textContent = done
        ? `Complete: ${formatCount(count)} rows, confirmed by the last line.`
        : `The service failed after ${formatCount(count)} rows: ${error.message}`;
      showFigures(section, { rowsRead: formatCount(count) });
    } catch (error) {
      news.textContent = reader.isCancelled
        ? `Cancelled after ${formatCount(reader.rows)} rows. The service has stopped its query.`
        : `The export ended early: ${error.message}`;
    } finally {
      showFigures(section, { received: formatCount(reader.rows), rate: '–' });
      running = null;
      setRunning(false);
    }
  }

  /** A button that is disabled loses the focus: it goes to the one that is of use now. */
  function setRunning(isRunning) {
    const hasFocus = form.contains(document.activeElement);
    start.disabled = isRunning;
    select.disabled = isRunning;
    hold.disabled = !isRunning;
    cancel.disabled = !isRunning;
    setHeld(false);
    if (hasFocus) (isRunning ? hold : start).focus();
  }

  function setHeld(isHeld) {
    hold.textContent = isHeld ? 'Resume reading' : 'Pause reading';
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    run();
  });
  hold.addEventListener('click', () => {
    running.isHeld ? running.goOn() : running.hold();
    setHeld(running.isHeld);
    news.textContent = running.isHeld
      ? 'Paused. Data in flight fills the buffers; then the service requests no further pages from Cassandra.'
      : 'Reading…';
  });
  cancel.addEventListener('click', () => running.cancel());

  return ({ exports }) => {
    if (running === null) return;
    const { rows, rate } = running.look();
    const rowsRead = exports.at(-1)?.rowsRead;
    showFigures(section, {
      received: formatCount(rows),
      rate: formatCount(rate),
      ...(rowsRead !== undefined && { rowsRead: formatCount(rowsRead) }),
    });
  };
}

class ExportReader {
  rows = 0;
  #path;
  #controller = new AbortController();
  #released = Promise.resolve();
  #release = null;
  #seenRows = 0;
  #seenAt = performance.now();

  constructor(device) {
    this.#path =
      device === '' ? '/readings/export' : `/devices/${device}/readings/export?from=1970-01-01&to=2100-01-01`;
  }

  get isHeld() {
    return this.#release !== null;
  }

  get isCancelled() {
    return this.#controller.signal.aborted;
  }

  hold() {
    this.#released = new Promise((resolve) => (this.#release = resolve));
  }

  goOn() {
    this.#release?.();
    this.#release = null;
  }

  cancel() {
    this.#controller.abort();
    this.goOn();
  }

  /** Rows so far, and how many a second since the last look. */
  look() {
    const now = performance.now();
    const rate = ((this.rows - this.#seenRows) * 1000) / (now - this.#seenAt);
    this.#seenRows = this.rows;
    this.#seenAt = now;
    return { rows: this.rows, rate };
  }

  /** Resolves with the last line, which says how it ended. */
  async read() {
    const response = await fetch(this.#path, { signal: this.#controller.signal });
    if (!response.ok) throw new Error((await response.json()).message);
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = '';
    let lastLine = '';
    for (;;) {
      await this.#released;
      const { done, value } = await reader.read();
      if (done) return JSON.parse(lastLine);
      const lines = (rest + value).split('\n');
      rest = lines.pop();
      this.rows += lines.filter((line) => !isLastLine(line)).length;
      lastLine = lines.at(-1) ?? lastLine;
    }
  }
}

/** No row begins so: no column is without a name. */
const isLastLine = (line) => line.startsWith('{"":"end"');
