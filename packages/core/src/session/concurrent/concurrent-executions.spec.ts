import type { AsyncResultSet } from '../../result/async-result-set';
import { ConcurrentExecutions, type ConcurrentOptions, type ConcurrentOutcome } from './concurrent-executions';

type Result = AsyncResultSet<never>;

/** Requests whose end the test controls. */
class Requests {
  readonly begun: number[] = [];
  readonly #ends = new Map<number, { resolve: (result: Result) => void; reject: (error: unknown) => void }>();

  readonly execute = (parameter: number): Promise<Result> => {
    this.begun.push(parameter);
    return new Promise((resolve, reject) => this.#ends.set(parameter, { resolve, reject }));
  };

  succeed(...parameters: number[]): void {
    for (const parameter of parameters) this.#ends.get(parameter)!.resolve(`result ${parameter}` as unknown as Result);
  }

  fail(parameter: number): void {
    this.#ends.get(parameter)!.reject(new Error(`error ${parameter}`));
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function describeOutcome({ index, result, error }: ConcurrentOutcome<never>): string {
  return `${index}: ${error === undefined ? String(result) : (error as Error).message}`;
}

/** Takes outcomes until the end and notes each, and how it ended. */
function takeAll(outcomes: AsyncIterable<ConcurrentOutcome<never>>): string[] {
  const taken: string[] = [];
  void (async () => {
    for await (const outcome of outcomes) taken.push(describeOutcome(outcome));
    taken.push('end');
  })().catch((error: Error) => taken.push(`thrown: ${error.message}`));
  return taken;
}

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

function start(requests: Requests, parameters: Iterable<number> | AsyncIterable<number>, options?: ConcurrentOptions) {
  return new ConcurrentExecutions<never, number>(requests.execute, parameters, { concurrency: 2, ...options });
}

describe('concurrent executions', () => {
  test('begin nothing before an outcome is asked for', async () => {
    const requests = new Requests();
    const outcomes = start(requests, numbers(3));
    await turn();
    expect(requests.begun).toEqual([]);
    void outcomes.next();
    expect(requests.begun).toEqual([0, 1]);
  });

  test('give outcomes in the order of the parameters, whichever request ends first', async () => {
    const requests = new Requests();
    const taken = takeAll(start(requests, numbers(4)));
    requests.succeed(1);
    await turn();
    expect(taken).toEqual([]);
    requests.succeed(0);
    await turn();
    expect(requests.begun).toEqual([0, 1, 2, 3]);
    requests.succeed(3, 2);
    await turn();
    expect(taken).toEqual(['0: result 0', '1: result 1', '2: result 2', '3: result 3', 'end']);
  });

  test('never have more begun and not taken than the ceiling, whatever the consumer does', async () => {
    const requests = new Requests();
    const outcomes = start(requests, numbers(10));
    void outcomes.next();
    requests.succeed(0, 1);
    await turn();
    expect(requests.begun).toEqual([0, 1, 2]);
    await outcomes.next();
    expect(requests.begun).toEqual([0, 1, 2, 3]);
  });

  test('go on after an error', async () => {
    const requests = new Requests();
    const taken = takeAll(start(requests, numbers(3)));
    requests.fail(0);
    requests.succeed(1);
    await turn();
    requests.succeed(2);
    await turn();
    expect(taken).toEqual(['0: error 0', '1: result 1', '2: result 2', 'end']);
  });

  test('begin nothing after an error with stopOnError, and end with its outcome', async () => {
    const requests = new Requests();
    const taken = takeAll(start(requests, numbers(10), { stopOnError: true, concurrency: 3 }));
    requests.fail(1);
    await turn();
    requests.succeed(0, 2);
    await turn();
    expect(taken).toEqual(['0: result 0', '1: error 1', 'end']);
    expect(requests.begun).toEqual([0, 1, 2]);
  });

  test('pull an async iterable one by one, as outcomes are taken', async () => {
    const requests = new Requests();
    const pulled: number[] = [];
    const released = jest.fn();
    async function* parameters(): AsyncGenerator<number> {
      try {
        for (const number of numbers(5)) {
          pulled.push(number);
          yield number;
        }
      } finally {
        released();
      }
    }
    const outcomes = start(requests, parameters());
    void outcomes.next();
    await turn();
    expect(pulled).toEqual([0, 1]);
    requests.succeed(0);
    await turn();
    expect(pulled).toEqual([0, 1, 2]);
    await outcomes.return();
    await turn();
    expect(released).toHaveBeenCalledTimes(1);
    expect(await outcomes.next()).toEqual({ done: true, value: undefined });
    expect(pulled).toEqual([0, 1, 2]);
  });

  test.each(['sync', 'async'])('throw what taking %s parameters throws, after the outcomes before', async (kind) => {
    const requests = new Requests();
    function* sync(): Generator<number> {
      yield 0;
      throw new Error('the file is gone');
    }
    async function* async(): AsyncGenerator<number> {
      yield* sync();
    }
    const taken = takeAll(start(requests, kind === 'sync' ? sync() : async()));
    await turn();
    expect(taken).toEqual([]);
    requests.succeed(0);
    await turn();
    expect(taken).toEqual(['0: result 0', 'thrown: the file is gone']);
  });

  test.each([Symbol.iterator, Symbol.asyncIterator])('fail when %p gives no iterator result', async (which) => {
    for (const step of [5, null, undefined, 'done']) {
      const requests = new Requests();
      const source = { [which]: () => ({ next: () => step }) } as unknown as Iterable<number>;
      const taken = takeAll(start(requests, source));
      await turn();
      expect(taken).toEqual(['thrown: next() of the source of the parameters gave no iterator result']);
      expect(requests.begun).toEqual([]);
    }
  });

  test('end at once when the signal aborts', async () => {
    const requests = new Requests();
    const control = new AbortController();
    const taken = takeAll(start(requests, numbers(5), { signal: control.signal }));
    requests.succeed(0);
    await turn();
    control.abort(new Error('enough'));
    await turn();
    expect(taken).toEqual(['0: result 0', 'thrown: enough']);
    requests.succeed(1, 2);
    await turn();
    expect(requests.begun).toEqual([0, 1, 2]);
  });

  test('begin nothing with a signal that is aborted already', async () => {
    const requests = new Requests();
    const taken = takeAll(start(requests, numbers(5), { signal: AbortSignal.abort(new Error('enough')) }));
    await turn();
    expect(taken).toEqual(['thrown: enough']);
    expect(requests.begun).toEqual([]);
  });

  test('tell how far they are with every request that ends', async () => {
    const requests = new Requests();
    const progress: unknown[] = [];
    takeAll(start(requests, numbers(2), { onProgress: (state) => progress.push(state) }));
    requests.fail(1);
    requests.succeed(0);
    await turn();
    expect(progress).toEqual([
      { completed: 1, failed: 1 },
      { completed: 2, failed: 1 },
    ]);
  });

  test('end at once without parameters', async () => {
    const taken = takeAll(start(new Requests(), []));
    await turn();
    expect(taken).toEqual(['end']);
  });

  test.each([0, -1, 1.5, NaN])('refuse a ceiling of %p', (concurrency) => {
    expect(() => start(new Requests(), [], { concurrency })).toThrow("Option 'concurrency' must be");
  });
});
