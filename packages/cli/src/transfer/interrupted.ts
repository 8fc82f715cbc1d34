import type { ProgressLine } from '../terminal/progress-line';

/** Takes the line of progress away when the work ends, and says of one that was interrupted that it can be continued. */
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
