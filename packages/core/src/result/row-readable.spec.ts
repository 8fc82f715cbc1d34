import { once } from 'node:events';
import { RowReadable } from './row-readable';
import type { RowCursor } from './row-cursor';

type Step = IteratorResult<number, undefined>;

/** Rows whose arrival the test controls. */
class Arriving implements Pick<RowCursor<number>, 'nextRow' | 'rowAtHand' | 'stop'> {
  readonly atHand: number[] = [];
  readonly #waiting: { resolve(step: Step): void; reject(error: Error): void }[] = [];

  rowAtHand(): number | undefined {
    return this.atHand.shift();
  }

  nextRow(): Promise<Step> {
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  stop(): void {}

  arrive(...rows: number[]): void {
    this.#waiting.shift()!.resolve({ done: false, value: rows[0]! });
    this.atHand.push(...rows.slice(1));
  }

  end(): void {
    this.#waiting.shift()!.resolve({ done: true, value: undefined });
  }

  fail(error: Error): void {
    this.#waiting.shift()!.reject(error);
  }
}

function start(highWaterMark?: number) {
  const rows = new Arriving();
  return { rows, readable: new RowReadable(rows as unknown as RowCursor<number>, { highWaterMark }) };
}

function fail(): never {
  throw new Error('of the listener');
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a Readable of rows', () => {
  test('keeps their order when it is read while a page arrives', async () => {
    const { rows, readable } = start();
    rows.atHand.push(0, 1);
    const seen: unknown[] = [readable.read()];
    // The row that is awaited has arrived, but its promise has not been heard yet.
    rows.arrive(2, 3, 4);
    seen.push(readable.read());
    await nextTurn();
    for (let row: unknown = readable.read(); row !== null; row = readable.read()) seen.push(row);
    expect(seen.filter((row) => row !== null)).toEqual([0, 1, 2, 3, 4]);
    readable.destroy();
  });

  test.each([
    ['an error', new Error('enough')],
    ['a text', 'enough'],
  ])('ends with %s for a reason, of a signal that is aborted already or later', async (_, reason) => {
    const later = new AbortController();
    for (const signal of [AbortSignal.abort(reason), later.signal]) {
      const readable = new RowReadable(new Arriving() as unknown as RowCursor<number>, { signal });
      const failed = once(readable, 'error');
      later.abort(reason);
      expect(await failed).toEqual([new Error('enough')]);
      expect(readable.destroyed).toBe(true);
    }
  });

  test('ends although the signal refuses to let go of its listener', async () => {
    const signal = { aborted: false, addEventListener() {}, removeEventListener: fail } as unknown as AbortSignal;
    const rows = new Arriving();
    const readable = new RowReadable(rows as unknown as RowCursor<number>, { signal });
    const ended = once(readable.resume(), 'close');
    await nextTurn();
    rows.end();
    await ended;
  });

  test('fails, and is not stuck, when a listener throws as a row arrives', async () => {
    const { rows, readable } = start();
    readable.on('data', fail);
    const failed = once(readable, 'error');
    await nextTurn();
    rows.arrive(0);
    expect(await failed).toEqual([new Error('of the listener')]);
    expect(readable.destroyed).toBe(true);
  });

  test('fails after the rows that it holds have been read', async () => {
    const { rows, readable } = start(8);
    const failure = jest.fn();
    readable.on('error', failure);
    rows.atHand.push(0, 1, 2);
    const seen: unknown[] = [readable.read()];
    rows.fail(new Error('lost'));
    await nextTurn();
    expect(failure).not.toHaveBeenCalled();
    seen.push(readable.read(), readable.read(), readable.read());
    await nextTurn();
    expect(seen).toEqual([0, 1, 2, null]);
    expect(failure).toHaveBeenCalledWith(new Error('lost'));
  });

  test('fails at once when it holds none', async () => {
    const { rows, readable } = start();
    expect(readable.read()).toBeNull();
    rows.fail(new Error('lost'));
    expect(await once(readable, 'error')).toEqual([new Error('lost')]);
  });

  test('gives a loop each row and then the error', async () => {
    const { rows, readable } = start(2);
    rows.atHand.push(0, 1, 2, 3, 4);
    const seen: unknown[] = [];
    const loop = (async () => {
      for await (const row of readable) if (seen.push(row) === 5) rows.fail(new Error('lost'));
    })();
    await expect(loop).rejects.toThrow('lost');
    expect(seen).toEqual([0, 1, 2, 3, 4]);
  });
});
