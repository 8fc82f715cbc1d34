import type { ProgressLine } from '../terminal/progress-line';

/** Removes the progress line when the work ends. For an interrupted command, prints that it can be continued. */
export async function endingIn<T>(line: ProgressLine, signal: AbortSignal, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    line.end(signal.aborted ? 'The same command continues from here' : undefined);
    throw error;
  } finally {
    line.end();
  }
}
