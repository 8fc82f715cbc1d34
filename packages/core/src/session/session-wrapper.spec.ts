import { FakeSession } from '../../test/fake-session';
import { BatchStatement } from '../statement/batch-statement';
import { RateLimitedSession } from './rate-limited-session';
import type { Session } from './session';
import { SessionWrapper, type CallLimits } from './session-wrapper';

const limits = { timeoutMs: 0 };
const batch = new BatchStatement().add('INSERT INTO t (a) VALUES (1)');

/** How each method is called, and what the session within must hear. */
const calls: Record<string, readonly unknown[]> = {
  execute: ['SELECT a', [1], limits],
  executeBatch: [batch, limits],
  executePage: ['SELECT a', [1], limits],
  executeStream: ['SELECT a', [1], limits],
  scanTable: ['shop.items', { concurrency: 2 }],
  countTable: ['shop.items', { concurrency: 2 }],
  prepare: ['SELECT a', limits],
  setKeyspace: ['other'],
  close: [],
};

const kinds = [
  ['SessionWrapper', (session: Session) => new SessionWrapper(session)],
  ['RateLimitedSession', (session: Session) => new RateLimitedSession(session)],
  ['a wrapper of a wrapper', (session: Session) => new RateLimitedSession(new SessionWrapper(session))],
] as const;

async function call(session: Session, method: string, args: readonly unknown[]): Promise<void> {
  const methods = session as unknown as Record<string, (...args: readonly unknown[]) => unknown>;
  try {
    await methods[method]!(...args);
  } catch {
    // The fake has not everything; it has heard of it.
  }
}

describe.each(kinds)('%s', (_name, wrap) => {
  it.each(Object.entries(calls))('passes %s with its arguments', async (method, args) => {
    const fake = new FakeSession();
    await call(wrap(fake), method, args);
    expect(fake.calls).toEqual([[method, ...args]]);
  });

  it('shows the state of the session within', async () => {
    const fake = new FakeSession();
    const session = wrap(fake);
    const state = (it: Session): unknown[] => [it.keyspace, it.isClosed, it.metrics, it.observed];
    expect(state(session)).toEqual(state(fake));
    await session[Symbol.asyncDispose]();
    expect([session.isClosed, fake.isClosed]).toEqual([true, true]);
  });

  it('executes concurrent statements one by one through itself', async () => {
    const fake = new FakeSession();
    for await (const { error } of wrap(fake).executeConcurrent('INSERT', [[1], [2]])) expect(error).toBeUndefined();
    expect(fake.calls).toEqual([
      ['execute', 'INSERT', [1], {}],
      ['execute', 'INSERT', [2], {}],
    ]);
  });
});

it('has a way through SessionWrapper for every method', () => {
  const own = Object.getOwnPropertyNames(SessionWrapper.prototype).filter((name) => {
    const { value } = Object.getOwnPropertyDescriptor(SessionWrapper.prototype, name)!;
    return typeof value === 'function' && !['constructor', 'call', 'executeConcurrent'].includes(name);
  });
  expect(own.sort()).toEqual(Object.keys(calls).sort());
});

it('lets a wrapper see every call to the server in one place', async () => {
  class Counted extends SessionWrapper {
    calls = 0;
    protected override call<T, O extends CallLimits>(
      options: O | undefined,
      run: (session: Session, options: O | undefined) => Promise<T>,
    ): Promise<T> {
      this.calls++;
      return super.call(options, run);
    }
  }
  const session = new Counted(new FakeSession());
  const asking = ['execute', 'executeBatch', 'executePage', 'executeStream', 'countTable', 'prepare', 'setKeyspace'];
  for (const method of asking) await call(session, method, calls[method]!);
  expect(session.calls).toBe(asking.length);
});

describe('a scan of a RateLimitedSession', () => {
  it.each([
    [3, undefined, 3],
    [3, { concurrency: 2 }, 2],
    [3, { concurrency: 20 }, 3],
    [100, undefined, 8],
  ])('has at most the ranges at once that the limit of %p allows: %p', async (maxConcurrent, options, concurrency) => {
    const fake = new FakeSession();
    const session = new RateLimitedSession(fake, { maxConcurrent });
    await session.countTable('items', options);
    await call(session, 'scanTable', ['items', options]);
    expect(fake.calls).toEqual([
      ['countTable', 'items', { concurrency }],
      ['scanTable', 'items', { concurrency }],
    ]);
  });
});
