import type { OperationInfo } from '../driver/policies';
import { ConfigurationError, ConnectionError } from '../errors/async-cassandra-error';
import { OverloadedError } from '../errors/server-errors';
import { KeyspacesRetryPolicy } from './keyspaces-retry-policy';

function info(nbRetry: number, isIdempotent?: boolean): OperationInfo {
  const executionOptions = { isIdempotent: () => isIdempotent };
  return { query: 'a text', nbRetry, executionOptions } as unknown as OperationInfo;
}

const backoff = { baseMs: 10, maxMs: 35, jitter: 0 };
const policy = new KeyspacesRetryPolicy(3, { backoff });
const overloaded = new OverloadedError('too many');

describe('KeyspacesRetryPolicy', () => {
  it.each([
    ['a read timeout', (nth: number) => policy.onReadTimeout(info(nth))],
    [
      'a write timeout of an idempotent statement',
      (nth: number) => policy.onWriteTimeout(info(nth, true), 6, 0, 2, 'SIMPLE'),
    ],
    ['unavailable', (nth: number) => policy.onUnavailable(info(nth))],
    ['overloaded', (nth: number) => policy.onRequestError(info(nth), 6, overloaded)],
  ])('retries %s on the same node, after longer and longer waits', (_what, decide) => {
    const here = { decision: 1, consistency: undefined, useCurrentHost: true };
    expect([0, 1, 2].map(decide)).toEqual([10, 20, 35].map((delayMs) => ({ ...here, delayMs })));
    expect(decide(3)).toEqual({ decision: 0 });
  });

  it('goes to the next node when a connection was lost', () => {
    const decision = policy.onRequestError(info(0), 6, new ConnectionError('lost'));
    expect(decision).toMatchObject({ decision: 1, useCurrentHost: false, delayMs: 10 });
  });

  it.each([
    [undefined, 'SIMPLE'],
    [false, 'SIMPLE'],
    [true, 'CAS'],
    [true, 'COUNTER'],
  ])('does not retry a write timeout with isIdempotent %s and type %s', (isIdempotent, type) => {
    expect(policy.onWriteTimeout(info(0, isIdempotent), 6, 0, 2, type)).toEqual({ decision: 0 });
  });

  it('waits by default, and refuses a backoff that is not whole', () => {
    expect(new KeyspacesRetryPolicy().onReadTimeout(info(0)).delayMs).toBeGreaterThanOrEqual(10);
    expect(() => new KeyspacesRetryPolicy(3, { backoff: { baseMs: 50, maxMs: 1 } })).toThrow(ConfigurationError);
  });
});
