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

  it('retries nothing when told to', () => {
    const never = new AsyncRetryPolicy(0);

    expect(never.onUnavailable(info(0), one, 2, 1)).toEqual(rethrow);
    expect(never.onReadTimeout(info(0), one, 2, 2, true)).toEqual(rethrow);
    expect(never.onWriteTimeout(info(0, true), one, 0, 1, 'SIMPLE')).toEqual(rethrow);
    expect(never.onRequestError(info(0), one, new Error('lost'))).toEqual(rethrow);
  });
});
