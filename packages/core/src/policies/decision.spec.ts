import { OperationTimedOutError } from '../driver/errors';
import { policies, RetryPolicy } from '../driver/policies';
import { types } from '../driver/values';
import { AuthenticationError, ConnectionError, OverloadError, QueryError } from '../errors/async-cassandra-error';
import { ConnectionLostError } from '../errors/connection-lost-error';
import { ProtocolError } from '../errors/protocol-error';
import { UnreadableAnswerError } from '../errors/unreadable-answer-error';
import * as server from '../errors/server-errors';
import { AsyncRetryPolicy } from './async-retry-policy';
import type { WriteKind } from '../statement/write-kind';
import { decide, type Decision, type FailedAttempt } from './decision';
import { outcomeOfFailure } from '../statement/write-verdict';

const { localQuorum } = types.consistencies;
const counts = { consistency: localQuorum, consistencies: localQuorum, received: 1, required: 2, blockFor: 2 };
const enough = { ...counts, received: 2 };

function readTimeout(replicas: typeof counts, isDataPresent: boolean): Error {
  return new server.ReadTimeoutError('Operation timed out', { ...replicas, isDataPresent });
}

function writeTimeout(writeType: string): Error {
  return new server.WriteTimeoutError('Operation timed out', { ...counts, writeType });
}

const failures = { ...counts, failures: 1, reasons: {} };

const errors = {
  unavailable: new server.UnavailableError('Cannot achieve consistency level', { ...counts, alive: 1 }),
  unavailableSerial: new server.UnavailableError('Cannot achieve consistency level', {
    ...counts,
    consistency: types.consistencies.serial,
    alive: 1,
  }),
  bootstrapping: new server.BootstrappingError('bootstrapping'),
  overloaded: new server.OverloadedError('overloaded'),
  truncateError: new server.TruncateError('truncate'),
  serverError: new server.ServerError('bug'),
  readTimeoutTooFewNoData: readTimeout(counts, false),
  readTimeoutSerial: readTimeout({ ...counts, consistency: types.consistencies.serial, received: 0 }, false),
  readTimeoutLocalSerial: readTimeout({ ...counts, consistency: types.consistencies.localSerial }, false),
  readTimeoutTooFewData: readTimeout(counts, true),
  readTimeoutEnoughNoData: readTimeout(enough, false),
  readTimeoutEnoughData: readTimeout(enough, true),
  writeTimeoutSimple: writeTimeout('SIMPLE'),
  writeTimeoutBatch: writeTimeout('BATCH'),
  writeTimeoutUnloggedBatch: writeTimeout('UNLOGGED_BATCH'),
  writeTimeoutBatchLog: writeTimeout('BATCH_LOG'),
  writeTimeoutCounter: writeTimeout('COUNTER'),
  writeTimeoutCas: writeTimeout('CAS'),
  writeTimeoutView: writeTimeout('VIEW'),
  writeTimeoutCdc: writeTimeout('CDC'),
  readFailure: new server.ReadFailureError('failure', { ...failures, isDataPresent: false }),
  writeFailure: new server.WriteFailureError('failure', { ...failures, writeType: 'SIMPLE' }),
  functionFailure: new server.FunctionFailureError('failure', { keyspace: 'k', functionName: 'f', argTypes: [] }),
  cdcWriteFailure: new server.CdcWriteFailureError('full'),
  casWriteUnknown: new server.CasWriteUnknownError('unknown', { ...counts, consistency: types.consistencies.serial }),
  writeTimeoutCasOfRead: new server.WriteTimeoutError('late', {
    ...counts,
    consistency: types.consistencies.serial,
    writeType: 'CAS',
  }),
  syntax: new server.CqlSyntaxError('syntax'),
  unauthorized: new server.UnauthorizedError('no'),
  invalid: new server.InvalidRequestError('invalid'),
  configError: new server.ConfigError('config'),
  alreadyExists: new server.AlreadyExistsError('exists', { keyspace: 'k', table: 't' }),
  unprepared: new server.UnpreparedError('unprepared', { id: Buffer.of(1), queryId: Buffer.of(1) }),
  serverProtocolError: new server.ServerProtocolError('protocol'),
  unknownCode: new server.ServerResponseError(0x7777, 'a newer server'),
  lostUnwritten: new ConnectionLostError('lost', { written: false }),
  lostWritten: new ConnectionLostError('lost', { written: true }),
  protocol: new ProtocolError('bad bytes'),
  unreadable: new UnreadableAnswerError('a bad value'),
  connection: new ConnectionError('gone'),
  clientTimeout: new OperationTimedOutError('The host did not reply'),
  authentication: new AuthenticationError('no'),
  overload: new OverloadError('full'),
  encoding: new TypeError('a parameter'),
};

const statements = {
  read: { isRead: true, isIdempotent: undefined, kind: 'read' },
  write: { isRead: false, isIdempotent: undefined, kind: 'single' },
  logged: { isRead: false, isIdempotent: undefined, kind: 'logged' },
  scattered: { isRead: false, isIdempotent: undefined, kind: 'scattered' },
  conditional: { isRead: false, isIdempotent: undefined, kind: 'conditional' },
  opaque: { isRead: false, isIdempotent: undefined, kind: 'opaque' },
  idempotent: { isRead: false, isIdempotent: true, kind: 'scattered' },
} as const;

const policiesByName = {
  async: new AsyncRetryPolicy(),
  driver: new RetryPolicy(),
  aware: new policies.retry.IdempotenceAwareRetryPolicy(new RetryPolicy()),
  fallthrough: new policies.retry.FallthroughRetryPolicy(),
};

type Attempt = {
  error: unknown;
  policy: RetryPolicy;
  isRead?: boolean;
  isIdempotent?: boolean | undefined;
  kind?: WriteKind;
  nbRetry?: number;
};

function attemptOf({
  error,
  policy,
  isRead = false,
  isIdempotent,
  kind = isRead ? 'read' : 'single',
  nbRetry = 0,
}: Attempt): FailedAttempt {
  const executionOptions = { isIdempotent: () => isIdempotent } as unknown as FailedAttempt['info']['executionOptions'];
  const info = { query: 'a text', executionOptions, nbRetry };
  const outcome = outcomeOfFailure(error, kind);
  return { error, policy, info, isIdempotent, isRead, outcome, consistency: localQuorum };
}

function inShort(decision: Decision): string {
  return decision.kind === 'retry' ? decision.node + (decision.counts ? '' : ' (uncounted)') : decision.kind;
}

// How to read the expectation: for a first failure, one cell for each policy. A dash is "rethrow".
const table = `
error                     statement   async             driver            aware             fallthrough
unavailable               read        next              next              next              -
unavailable               write       next              next              next              -
unavailable               logged      next              next              next              -
unavailable               scattered   -                 -                 -                 -
unavailable               conditional -                 -                 -                 -
unavailable               opaque      -                 -                 -                 -
unavailable               idempotent  next              next              next              -
unavailableSerial         conditional next              next              next              -
unavailableSerial         scattered   -                 -                 -                 -
bootstrapping             read        next              next              -                 -
bootstrapping             write       next              next              -                 -
bootstrapping             scattered   next              next              -                 -
bootstrapping             idempotent  next              next              next              -
overloaded                read        next              next              -                 -
overloaded                write       -                 -                 -                 -
overloaded                idempotent  next              next              next              -
truncateError             read        next              next              -                 -
truncateError             write       -                 -                 -                 -
truncateError             idempotent  next              next              next              -
serverError               read        next              next              -                 -
serverError               write       -                 -                 -                 -
serverError               idempotent  next              next              next              -
readTimeoutTooFewNoData   read        -                 -                 -                 -
readTimeoutSerial         read        next              -                 -                 -
readTimeoutLocalSerial    read        next              -                 -                 -
readTimeoutSerial         conditional -                 -                 -                 -
casWriteUnknown           read        next              -                 -                 -
casWriteUnknown           conditional -                 -                 -                 -
casWriteUnknown           idempotent  -                 -                 -                 -
writeTimeoutCasOfRead     read        next              -                 -                 -
readTimeoutTooFewData     read        same              -                 -                 -
readTimeoutEnoughNoData   read        same              same              same              -
readTimeoutEnoughData     read        same              -                 -                 -
readTimeoutEnoughNoData   write       -                 -                 -                 -
readTimeoutEnoughNoData   idempotent  same              same              same              -
writeTimeoutSimple        write       -                 -                 -                 -
writeTimeoutSimple        idempotent  same              -                 -                 -
writeTimeoutBatch         write       -                 -                 -                 -
writeTimeoutBatch         idempotent  same              -                 -                 -
writeTimeoutUnloggedBatch write       -                 -                 -                 -
writeTimeoutUnloggedBatch idempotent  same              -                 -                 -
writeTimeoutBatchLog      write       -                 -                 -                 -
writeTimeoutBatchLog      idempotent  -                 same              same              -
writeTimeoutCounter       write       -                 -                 -                 -
writeTimeoutCounter       idempotent  -                 -                 -                 -
writeTimeoutCas           write       -                 -                 -                 -
writeTimeoutCas           idempotent  -                 -                 -                 -
writeTimeoutView          idempotent  -                 -                 -                 -
writeTimeoutCdc           idempotent  -                 -                 -                 -
lostUnwritten             read        next(uncounted)   next(uncounted)   next(uncounted)   next(uncounted)
lostUnwritten             write       next(uncounted)   next(uncounted)   next(uncounted)   next(uncounted)
lostUnwritten             idempotent  next(uncounted)   next(uncounted)   next(uncounted)   next(uncounted)
lostWritten               read        next              next              -                 -
lostWritten               write       -                 -                 -                 -
lostWritten               idempotent  next              next              next              -
protocol                  read        next              next              -                 -
protocol                  write       -                 -                 -                 -
protocol                  idempotent  next              next              next              -
connection                read        next              next              -                 -
connection                write       -                 -                 -                 -
connection                idempotent  next              next              next              -
`;
const [header, ...rows] = table
  .trim()
  .split('\n')
  .map((line) => line.split(/ +/));
const policyNames = header!.slice(2) as (keyof typeof policiesByName)[];
const cells = rows.flatMap(([error, statement, ...expected]) =>
  policyNames.map((policy, i) => ({ error: error!, statement: statement!, policy, expected: expected[i]! })),
);
const retried = new Set(rows.map(([error]) => error));
const neverRetried = Object.keys(errors).filter((name) => !retried.has(name));

describe('decide', () => {
  it.each(cells)(
    'answers $error of a $statement by $policy with $expected',
    ({ error, statement, policy, expected }) => {
      const decision = decide(
        attemptOf({
          error: errors[error as keyof typeof errors],
          policy: policiesByName[policy],
          ...statements[statement as keyof typeof statements],
        }),
      );

      expect(inShort(decision)).toBe(expected === '-' ? 'rethrow' : expected.replace('(', ' ('));
    },
  );

  it.each(neverRetried)('rethrows %s as it is, even of a read by a policy that always retries', (name) => {
    const error = errors[name as keyof typeof errors];

    expect(decide(attemptOf({ error, policy: alwaysRetries(), isRead: true }))).toEqual({ kind: 'rethrow', error });
  });

  it('knows errors that are never retried: the table does not swallow all of them', () => {
    expect(neverRetried).toHaveLength(17);
  });

  const mayHaveBeenApplied = Object.keys(errors).filter(
    (name) => !['unavailable', 'unavailableSerial', 'bootstrapping', 'lostUnwritten'].includes(name),
  );

  it.each(mayHaveBeenApplied)('never sends a write again after %s unless it is marked idempotent', (name) => {
    const error = errors[name as keyof typeof errors];
    for (const isIdempotent of [undefined, false, 1 as unknown as boolean, 'true' as unknown as boolean]) {
      expect(decide(attemptOf({ error, policy: alwaysRetries(), isIdempotent })).kind).toBe('rethrow');
    }
  });

  it('never sends a write again when an earlier attempt of it may have been applied', () => {
    const attempt = attemptOf({ error: errors.unavailable, policy: alwaysRetries() });

    expect(decide({ ...attempt, outcome: 'unknown' }).kind).toBe('rethrow');
  });

  it('lets a read that the user calls not idempotent go nowhere else', () => {
    const attempt = { error: errors.lostWritten, policy: new AsyncRetryPolicy(), isRead: true, isIdempotent: false };

    expect(decide(attemptOf(attempt)).kind).toBe('rethrow');
  });

  it.each([
    ['unavailable', 0, 'next'],
    ['unavailable', 1, 'same'],
    ['unavailable', 2, 'same'],
    ['unavailable', 3, 'rethrow'],
    ['overloaded', 2, 'next'],
    ['overloaded', 3, 'rethrow'],
    ['lostWritten', 2, 'next'],
    ['lostWritten', 3, 'rethrow'],
    ['readTimeoutEnoughNoData', 2, 'same'],
    ['readTimeoutEnoughNoData', 3, 'rethrow'],
    ['writeTimeoutSimple', 2, 'same'],
    ['writeTimeoutSimple', 3, 'rethrow'],
  ] as const)('answers %s after %i retries with %s by default', (name, nbRetry, expected) => {
    const attempt = { error: errors[name], policy: new AsyncRetryPolicy(), isRead: true, isIdempotent: true, nbRetry };

    expect(inShort(decide(attemptOf(attempt)))).toBe(expected);
  });

  it('moves a request that never left however often that happened', () => {
    const attempt = { error: errors.lostUnwritten, policy: new AsyncRetryPolicy(0), nbRetry: 9 };

    expect(inShort(decide(attemptOf(attempt)))).toBe('next (uncounted)');
  });

  it('follows a policy that retries with another consistency', () => {
    const policy = new RetryPolicy();
    policy.onUnavailable = () => policy.retryResult(types.consistencies.one, true);

    expect(decide(attemptOf({ error: errors.unavailable, policy }))).toEqual({
      kind: 'retry',
      node: 'same',
      consistency: types.consistencies.one,
      counts: true,
      delayMs: 0,
    });
  });

  it.each([undefined, null])('does not wait for a policy that gives %p as its delay', (delayMs) => {
    const decision = decide(attemptOf({ error: errors.unavailable, policy: delaying(delayMs) }));

    expect(decision).toMatchObject({ kind: 'retry', delayMs: 0 });
  });

  it.each([0, 0.5, 250, 2 ** 31 - 1])('waits for a policy that asks for %p ms', (delayMs) => {
    const decision = decide(attemptOf({ error: errors.unavailable, policy: delaying(delayMs) }));

    expect(decision).toMatchObject({ kind: 'retry', delayMs });
  });

  it.each([-1, Number.NaN, Infinity, 2 ** 31, '10', 5n, true, {}, Promise.reject(new Error('never told'))])(
    'refuses %p as a delay',
    (delayMs) => {
      const decision = decide(attemptOf({ error: errors.unavailable, policy: delaying(delayMs) }));

      expect(decision).toMatchObject({ kind: 'rethrow', error: expect.any(QueryError) });
      expect((decision as { error: QueryError }).error.cause).toMatchObject({
        message: expect.stringMatching(
          /^The delayMs of the retry policy RetryPolicy must be a number of milliseconds from 0 to 2147483647, not /,
        ),
      });
    },
  );

  it('gives the policy what the server said, in the order that cassandra-driver gives it', () => {
    const policy = new RetryPolicy();
    const calls: unknown[] = [];
    policy.onUnavailable = (_info, ...rest) => (calls.push(rest), policy.rethrowResult());
    policy.onReadTimeout = (_info, ...rest) => (calls.push(rest), policy.rethrowResult());
    policy.onWriteTimeout = (_info, ...rest) => (calls.push(rest), policy.rethrowResult());
    policy.onRequestError = (_info, ...rest) => (calls.push(rest), policy.rethrowResult());
    for (const name of ['unavailable', 'readTimeoutTooFewData', 'writeTimeoutSimple', 'overloaded'] as const) {
      decide(attemptOf({ error: errors[name], policy, isIdempotent: true }));
    }

    expect(calls).toEqual([
      [localQuorum, 2, 1],
      [localQuorum, 1, 2, true],
      [localQuorum, 1, 2, 'SIMPLE'],
      [localQuorum, errors.overloaded],
    ]);
  });

  it('ends with an empty result when the policy ignores the error', () => {
    const policy = new RetryPolicy();
    policy.onUnavailable = () => ({ decision: 2 }) as never;

    expect(decide(attemptOf({ error: errors.unavailable, policy }))).toEqual({ kind: 'ignore' });
  });

  it('rethrows when the policy says nothing', () => {
    const policy = new RetryPolicy();
    policy.onUnavailable = () => undefined as never;

    expect(decide(attemptOf({ error: errors.unavailable, policy })).kind).toBe('rethrow');
  });

  it('turns what a policy throws into a QueryError that names the policy', () => {
    class Careless extends RetryPolicy {
      override onUnavailable(): never {
        throw new RangeError('careless');
      }
    }
    const decision = decide(attemptOf({ error: errors.unavailable, policy: new Careless() }));

    expect(decision).toMatchObject({ kind: 'rethrow', error: expect.any(QueryError) });
    expect((decision as { error: QueryError }).error).toMatchObject({
      message: 'The retry policy Careless threw an error of its own',
      cause: new RangeError('careless'),
    });
  });
});

function delaying(delayMs: unknown): RetryPolicy {
  const policy = new RetryPolicy();
  return Object.assign(policy, { onUnavailable: () => ({ ...policy.retryResult(types.consistencies.one), delayMs }) });
}

function alwaysRetries(): RetryPolicy {
  const policy = new RetryPolicy();
  const retry = () => policy.retryResult(types.consistencies.one, false);
  return Object.assign(policy, {
    onUnavailable: retry,
    onReadTimeout: retry,
    onWriteTimeout: retry,
    onRequestError: retry,
  });
}
