import { RetryPolicy, type OperationInfo } from '../driver/policies';
import { types } from '../driver/values';
import { ConfigurationError } from '../errors/async-cassandra-error';
import { AsyncRetryPolicy } from './async-retry-policy';

const { one } = types.consistencies;
const rethrow = { decision: 0 };
const retrySame = { decision: 1, consistency: undefined, useCurrentHost: true };
const retryNext = { decision: 1, consistency: undefined, useCurrentHost: false };

function info(nbRetry: number, isIdempotent?: unknown): OperationInfo {
  return {
    query: 'a text',
    nbRetry,
    executionOptions: { isIdempotent: () => isIdempotent },
  } as unknown as OperationInfo;
}

describe('AsyncRetryPolicy', () => {
  const policy = new AsyncRetryPolicy();

  it('is a RetryPolicy of cassandra-driver', () => {
    expect(policy).toBeInstanceOf(RetryPolicy);
  });

  it('retries three times by default', () => {
    expect(policy.maxRetries).toBe(3);
  });

  it.each([-1, 1.5, Number.NaN, '3' as unknown as number])('refuses %p retries', (maxRetries) => {
    expect(() => new AsyncRetryPolicy(maxRetries)).toThrow(ConfigurationError);
  });

  it.each([
    { received: 1, required: 2, data: true, expected: retrySame },
    { received: 2, required: 2, data: false, expected: retrySame },
    { received: 3, required: 2, data: true, expected: retrySame },
    { received: 1, required: 2, data: false, expected: rethrow },
    { received: 0, required: 1, data: false, expected: rethrow },
  ])('answers a read timeout with $received of $required, data: $data', ({ received, required, data, expected }) => {
    expect(policy.onReadTimeout(info(2), one, received, required, data)).toEqual(expected);
    expect(policy.onReadTimeout(info(3), one, received, required, data)).toEqual(rethrow);
  });

  it.each(['SIMPLE', 'BATCH', 'UNLOGGED_BATCH'])('retries an idempotent write that timed out as %s', (writeType) => {
    expect(policy.onWriteTimeout(info(0, true), one, 0, 1, writeType)).toEqual(retrySame);
    expect(policy.onWriteTimeout(info(3, true), one, 0, 1, writeType)).toEqual(rethrow);
  });

  it.each(['BATCH_LOG', 'COUNTER', 'CAS', 'VIEW', 'CDC', 'SOMETHING_NEW'])(
    'rethrows when even an idempotent write timed out as %s',
    (writeType) => {
      expect(policy.onWriteTimeout(info(0, true), one, 0, 1, writeType)).toEqual(rethrow);
    },
  );

  it.each([undefined, null, false, 1, 'true', {}])('does not take %p for idempotent', (isIdempotent) => {
    expect(policy.onWriteTimeout(info(0, isIdempotent), one, 0, 1, 'SIMPLE')).toEqual(rethrow);
  });

  it('answers unavailable with the next node first, then the same one, then rethrows', () => {
    const answers = [0, 1, 2, 3].map((retries) => policy.onUnavailable(info(retries), one, 2, 1));

    expect(answers).toEqual([retryNext, retrySame, retrySame, rethrow]);
  });

  it('answers a request error with the next node', () => {
    expect(policy.onRequestError(info(0), one, new Error('overloaded'))).toEqual(retryNext);
    expect(policy.onRequestError(info(3), undefined, new Error('overloaded'))).toEqual(rethrow);
  });

  it('waits twice as long before each retry, up to the longest wait', () => {
    const patient = new AsyncRetryPolicy(5, { backoff: { baseMs: 10, maxMs: 50, jitter: 0 } });
    const decisions = [0, 1, 2, 3, 4, 5].map((retries) =>
      patient.onRequestError(info(retries), one, new Error('busy')),
    );

    expect(decisions).toEqual(
      [10, 20, 40, 50, 50].map((delayMs) => ({ ...retryNext, delayMs })).concat(rethrow as never),
    );
  });

  it('waits before every kind of retry', () => {
    const patient = new AsyncRetryPolicy(3, { backoff: { baseMs: 10, maxMs: 50, jitter: 0 } });

    expect([
      patient.onUnavailable(info(0), one, 2, 1),
      patient.onReadTimeout(info(0), one, 2, 2, true),
      patient.onReadTimeout(info(0), types.consistencies.serial, 0, 2, true),
      patient.onWriteTimeout(info(0, true), one, 0, 1, 'SIMPLE'),
    ]).toEqual([retryNext, retrySame, retryNext, retrySame].map((decision) => ({ ...decision, delayMs: 10 })));
  });

  it.each([
    [undefined, 50],
    [1, 0],
    [0.2, 80],
  ])('spreads its waits by jitter %p', (jitter, least) => {
    const patient = new AsyncRetryPolicy(3, { backoff: { baseMs: 100, maxMs: 100, jitter } });
    const delays = Array.from({ length: 400 }, () => patient.onRequestError(info(0), one, new Error('busy')).delayMs!);

    expect(Math.min(...delays)).toBeGreaterThanOrEqual(least);
    expect(Math.max(...delays)).toBeLessThanOrEqual(100);
    expect(new Set(delays).size).toBeGreaterThan(100);
  });

  it.each([
    [{ backof: {} }, "Unknown option 'backof': did you mean 'backoff'?"],
    [{ backoff: 100 }, "Option 'backoff' must be { baseMs, maxMs, jitter? }, not 100"],
    [{ backoff: {} }, "Option 'backoff' must have both baseMs and maxMs"],
    [{ backoff: { baseMs: 10 } }, "Option 'backoff' must have both baseMs and maxMs"],
    [{ backoff: { baseMs: 0, maxMs: 1 } }, "Option 'backoff.baseMs' must be a number of milliseconds"],
    [{ backoff: { baseMs: 1, maxMs: Infinity } }, "Option 'backoff.maxMs' must be a number of milliseconds"],
    [{ backoff: { baseMs: 2, maxMs: 1 } }, "Option 'backoff.maxMs' must be at least 'backoff.baseMs'"],
    [{ backoff: { baseMs: 1, maxMs: 2, jitter: 2 } }, "Option 'backoff.jitter' must be a number from 0 to 1, not 2"],
    [{ backoff: { baseMs: 1, maxMs: 2, factor: 3 } }, "Unknown option 'backoff.factor'"],
  ])('refuses the options %p', (options, message) => {
    expect(() => new AsyncRetryPolicy(3, options as never)).toThrow(ConfigurationError);
    expect(() => new AsyncRetryPolicy(3, options as never)).toThrow(message);
  });

  it('retries nothing when told to', () => {
    const never = new AsyncRetryPolicy(0);

    expect(never.onUnavailable(info(0), one, 2, 1)).toEqual(rethrow);
    expect(never.onReadTimeout(info(0), one, 2, 2, true)).toEqual(rethrow);
    expect(never.onWriteTimeout(info(0, true), one, 0, 1, 'SIMPLE')).toEqual(rethrow);
    expect(never.onRequestError(info(0), one, new Error('lost'))).toEqual(rethrow);
  });
});
