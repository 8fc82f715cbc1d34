import type { Connection } from '../connection/connection';
import type { Endpoint } from '../connection/endpoint';
import { openFirst } from './open-first';

jest.mock('../waiting/timers', () => jest.requireActual('../waiting/fake-timers.spec-support'));

const headStartMs = 1000;

/** Endpoints that the test opens. */
class Opening {
  readonly log: string[] = [];
  readonly failures: string[] = [];
  readonly #settle = new Map<string, { answer(connection: Connection): void; fail(error: Error): void }>();
  readonly result: Promise<Connection | undefined>;
  readonly controller = new AbortController();

  constructor(names: string[], onFailure: (error: unknown) => void = () => {}) {
    this.result = openFirst(endpoints(names), {
      headStartMs,
      signal: this.controller.signal,
      open: ({ address }, signal) => {
        this.log.push(`open ${address}`);
        return new Promise((answer, fail) => {
          this.#settle.set(address, { answer, fail });
          signal.addEventListener('abort', () => {
            this.log.push(`give up ${address}`);
            fail(signal.reason as Error);
          });
        });
      },
      onFailure: ({ address }, error) => {
        this.failures.push(`${address}: ${(error as Error).message}`);
        onFailure(error);
      },
    });
    this.result.catch(() => {});
  }

  answer(name: string): Connection {
    const connection = { close: () => this.log.push(`close ${name}`) } as unknown as Connection;
    this.#settle.get(name)!.answer(connection);
    return connection;
  }

  fail(name: string, error = new Error('refused')): void {
    this.#settle.get(name)!.fail(error);
  }
}

async function* endpoints(names: string[]): AsyncGenerator<Endpoint, void> {
  for (const address of names) yield await Promise.resolve({ address, port: 1 });
}

describe('openFirst', () => {
  beforeEach(() => jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] }));
  afterEach(() => jest.useRealTimers());
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  it('opens the first endpoint, and no other when it answers', async () => {
    const opening = new Opening(['a', 'b']);
    await turn();
    const connection = opening.answer('a');
    expect(await opening.result).toBe(connection);
    expect(opening.log.filter((line) => line.startsWith('open'))).toEqual(['open a']);
  });

  it('opens the next one as soon as one has failed', async () => {
    const opening = new Opening(['a', 'b']);
    await turn();
    opening.fail('a');
    await turn();
    const connection = opening.answer('b');
    expect(await opening.result).toBe(connection);
    expect(opening.failures).toEqual(['a: refused']);
  });

  it('opens the next one as well when one is silent, and gives up whoever comes second', async () => {
    const opening = new Opening(['silent', 'b', 'c']);
    await turn();
    await jest.advanceTimersByTimeAsync(headStartMs - 1);
    expect(opening.log).toEqual(['open silent']);
    await jest.advanceTimersByTimeAsync(1);
    await turn();
    expect(opening.log).toEqual(['open silent', 'open b']);
    const connection = opening.answer('b');
    expect(await opening.result).toBe(connection);
    expect(opening.log).toContain('give up silent');
    expect(opening.failures).toEqual([]);
  });

  it('lets the silent one win if it answers first after all', async () => {
    const opening = new Opening(['a', 'b']);
    await turn();
    await jest.advanceTimersByTimeAsync(headStartMs);
    await turn();
    const connection = opening.answer('a');
    expect(await opening.result).toBe(connection);
    expect(opening.log).toContain('give up b');
  });

  it('closes the second of two that answer in one turn', async () => {
    const opening = new Opening(['a', 'b']);
    await turn();
    await jest.advanceTimersByTimeAsync(headStartMs);
    await turn();
    const connection = opening.answer('a');
    opening.answer('b');
    expect(await opening.result).toBe(connection);
    expect(opening.log).toContain('close b');
    expect(opening.log).not.toContain('close a');
  });

  it('waits for those under way when no endpoint is left, and gives undefined when all have failed', async () => {
    const opening = new Opening(['a', 'b']);
    await turn();
    await jest.advanceTimersByTimeAsync(headStartMs);
    await turn();
    opening.fail('b');
    await jest.advanceTimersByTimeAsync(headStartMs * 5);
    opening.fail('a');
    expect(await opening.result).toBeUndefined();
    expect(opening.failures).toEqual(['b: refused', 'a: refused']);
  });

  it('goes on from where it was when it is called again with the same endpoints', async () => {
    const names = endpoints(['a', 'b']);
    const open = jest.fn((_: Endpoint) => Promise.resolve({} as Connection));
    const options = { open, onFailure() {}, headStartMs, signal: new AbortController().signal };
    await openFirst(names, options);
    await openFirst(names, options);
    expect(await openFirst(names, options)).toBeUndefined();
    expect(open.mock.calls.map(([{ address }]) => address)).toEqual(['a', 'b']);
  });

  it('ends at once with what onFailure throws, and closes what answered meanwhile', async () => {
    const opening = new Opening(['a', 'b'], (error) => {
      throw error;
    });
    await turn();
    await jest.advanceTimersByTimeAsync(headStartMs);
    await turn();
    opening.fail('b', new Error('wrong password'));
    opening.answer('a');
    await expect(opening.result).rejects.toThrow('wrong password');
    await turn();
    expect(opening.log).toContain('close a');
  });

  it("rejects with the signal's reason and gives up every attempt", async () => {
    const opening = new Opening(['a', 'b']);
    await turn();
    opening.controller.abort(new Error('enough'));
    await expect(opening.result).rejects.toThrow('enough');
    expect(opening.log).toEqual(['open a', 'give up a']);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('rejects with the reason of a signal that was aborted before', async () => {
    const signal = AbortSignal.abort(new Error('too late'));
    const open = jest.fn((_: Endpoint, given: AbortSignal) => Promise.reject(given.reason as Error));
    await expect(openFirst(endpoints(['a']), { open, onFailure() {}, headStartMs, signal })).rejects.toThrow(
      'too late',
    );
  });
});
