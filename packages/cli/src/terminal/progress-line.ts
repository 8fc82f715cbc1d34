// The progress of long work, on standard error: one line that is redrawn, or, where redrawing is impossible, a line now and then.
import { SingleBar } from 'cli-progress';
import type { ScanProgress } from '@async-cassandra/core';
import type { Terminal } from './terminal';

export interface Progress {
  /** From 0 to 1; undefined while unknown. */
  readonly fraction: number | undefined;
  readonly rows: number;
  readonly rowsPerSecond: number;
  readonly remainingMs: number | undefined;
  /** Further details for the terminal. */
  readonly detail?: string;
}

export function progressOfScan({ fraction, rows, rowsPerSecond, estimatedRemainingMs }: ScanProgress): Progress {
  return { fraction, rows, rowsPerSecond, remainingMs: estimatedRemainingMs };
}

const drawnPerSecond = 10;
const linesEveryMs = 10_000;

export const formatCount = (number: number): string => new Intl.NumberFormat('en').format(number);

export class ProgressLine {
  readonly #bar: SingleBar | undefined;
  readonly #title: string;
  readonly #terminal: Terminal;
  #noted = performance.now();

  constructor(terminal: Terminal, title: string) {
    this.#terminal = terminal;
    this.#title = title;
    if (!terminal.isErrorDrawn) return;
    this.#bar = new SingleBar({
      stream: terminal.streams.stderr,
      fps: drawnPerSecond,
      linewrap: false,
      hideCursor: true,
      clearOnComplete: true,
      gracefulExit: false,
      format: (_options, _params, payload) => this.#drawn(payload as Progress),
    });
    this.#bar.start(1, 0, {
      fraction: undefined,
      rows: 0,
      rowsPerSecond: 0,
      remainingMs: undefined,
    } satisfies Progress);
  }

  show(progress: Progress): void {
    if (this.#bar !== undefined) return this.#bar.update(0, progress);
    if (performance.now() - this.#noted < linesEveryMs) return;
    this.#noted = performance.now();
    this.#terminal.note(`${this.#title}: ${partsOf(progress).join(', ')}`);
  }

  /** Removes the line; prints `result` instead. */
  end(result?: string): void {
    this.#bar?.stop();
    if (result !== undefined) this.#terminal.note(result);
  }

  #drawn(progress: Progress): string {
    const { errorColors: colors, columns } = this.#terminal;
    const parts = partsOf(progress).join('  ');
    const room = columns - parts.length - 3;
    return room < 10
      ? parts.slice(0, columns - 1)
      : `${bar(progress.fraction, Math.min(30, room), colors.cyan)}  ${parts}`;
  }
}

function bar(fraction: number | undefined, width: number, paint: (text: string) => string): string {
  const filled = Math.round((fraction ?? 0) * width);
  return `${paint('█'.repeat(filled))}${'░'.repeat(width - filled)}`;
}

function partsOf({ fraction, rows, rowsPerSecond, remainingMs, detail }: Progress): string[] {
  return [
    ...(fraction === undefined ? [] : [`${Math.floor(fraction * 100)} %`]),
    `${formatCount(rows)} rows`,
    `${formatCount(Math.round(rowsPerSecond))}/s`,
    ...(remainingMs === undefined ? [] : [`${formatDuration(remainingMs)} left`]),
    ...(detail === undefined ? [] : [detail]),
  ];
}

/** Formats a duration: `850 ms`, `12 s`, `3 min 20 s`, `2 h 5 min`. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
