import {
  AuthenticationError,
  ConfigurationError,
  ConnectionError,
  ConnectionLostError,
  errorCode,
  OverloadedError,
  OverloadError,
  QueryError,
  ReadTimeoutError,
  StreamError,
  TimeoutError,
  UnavailableError,
  WriteFailureError,
  WriteTimeoutError,
} from '@async-cassandra/core';
import { errors } from 'cassandra-driver';
import { toConnectError, toDriverError } from './errors';

const counts = { consistency: 6, consistencies: 6, received: 1, required: 2, blockFor: 2, isDataPresent: false };

describe('an error of the engine', () => {
  test.each([
    ['ConfigurationError', new ConfigurationError('a'), errors.ArgumentError],
    ['AuthenticationError', new AuthenticationError('b'), errors.AuthenticationError],
    ['TimeoutError', new TimeoutError('c'), errors.OperationTimedOutError],
    ['OverloadError', new OverloadError('d'), errors.NoHostAvailableError],
    ['ConnectionError', new ConnectionError('e'), errors.NoHostAvailableError],
    ['ConnectionError', new ConnectionError('f', { code: errorCode.closed }), errors.NoHostAvailableError],
    ['QueryError', new QueryError('g'), errors.DriverInternalError],
    ['QueryError', new QueryError('h', { code: errorCode.invalidPagingState }), errors.ResponseError],
    ['StreamError', new StreamError('i', { cause: new ReadTimeoutError('j', counts) }), errors.ResponseError],
    ['OperationTimedOutError', new errors.OperationTimedOutError('k'), errors.OperationTimedOutError],
    ['what is no error', 'l', errors.DriverInternalError],
  ])('%s becomes one of cassandra-driver: %#', (_name, error, kind) => {
    const translated = toDriverError(error);
    expect(translated).toBeInstanceOf(kind);
    expect(translated.name).toBe(kind.name);
  });

  test.each([
    ['WRONG_PARAMETER_COUNT', errors.ResponseError],
    ['MISSING_PARAMETER', errors.ArgumentError],
    ['INVALID_PARAMETER', TypeError],
  ])('about parameters is told by its code, not by its message: %s', (code, kind) => {
    const error = Object.assign(new TypeError('m'), { code });
    expect(toDriverError(error)).toBeInstanceOf(kind);
    expect(toDriverError(new TypeError('The statement has 1 parameter (id), but 0 values were given'))).toBeInstanceOf(
      TypeError,
    );
  });

  test('of the server keeps its fields and gets the query', () => {
    expect(toDriverError(new ReadTimeoutError('late', counts), { query: 'SELECT' })).toMatchObject({
      ...counts,
      isDataPresent: 0,
      name: 'ResponseError',
      message: 'Server timeout during read query at consistency LOCAL_QUORUM (1 replica(s) responded over 2 required)',
      query: 'SELECT',
    });
  });

  test.each([
    [
      new UnavailableError('no', { consistency: 4, consistencies: 4, required: 2, alive: 1 }),
      'Not enough replicas available for query at consistency QUORUM (2 required but only 1 alive)',
    ],
    [
      new WriteTimeoutError('no', { ...counts, writeType: 'BATCH_LOG' }),
      'Server timeout during batchlog write at consistency LOCAL_QUORUM (1 peer(s) acknowledged the write over 2 required)',
    ],
    [
      new WriteFailureError('no', { ...counts, failures: 1, reasons: {}, writeType: 'SIMPLE' }),
      'Server failure during write query at consistency LOCAL_QUORUM (2 responses were required but only 1 replicas responded, 1 failed)',
    ],
    [new OverloadedError('too much'), 'too much'],
  ])('of the server has the message of cassandra-driver: %#', (error, message) => {
    const translated = toDriverError(error);
    expect(translated.message).toBe(message);
    expect(translated.stack).toContain(message);
  });

  test('of a lost connection says whether it had been sent', () => {
    expect(toDriverError(new ConnectionLostError('gone', { written: false }))).toMatchObject({
      isSocketError: true,
      requestNotWritten: true,
    });
  });

  test('of connecting has the error of each host', () => {
    const cause = new errors.NoHostAvailableError({
      'a:1': new ConnectionError('x'),
      'b:2': new AuthenticationError('y'),
    });
    const error = toConnectError(new ConnectionError('none', { cause })) as errors.NoHostAvailableError;
    const innerErrors = error.innerErrors as Record<string, Error>;
    expect(Object.keys(innerErrors)).toEqual(['a:1', 'b:2']);
    expect(innerErrors['b:2']).toBeInstanceOf(errors.AuthenticationError);
    expect(toConnectError(new AuthenticationError('no'))).toBeInstanceOf(errors.NoHostAvailableError);
    expect(toConnectError(new TimeoutError('late'))).toBeInstanceOf(errors.NoHostAvailableError);
  });

  test('of connecting has the error of the socket, and says which datacenter is not there', () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    const cause = new errors.NoHostAvailableError({ 'a:1': new ConnectionError('refused', { cause: refused }) });
    const error = toConnectError(new ConnectionError('none', { cause })) as errors.NoHostAvailableError;
    expect(error.innerErrors).toEqual({ 'a:1': refused });
    const nowhere = toConnectError(new ConfigurationError("The cluster has no datacenter 'x'"));
    expect(nowhere).toBeInstanceOf(errors.NoHostAvailableError);
    expect(nowhere.message).toContain("no datacenter 'x'");
  });

  test('keeps what the engine knows, and where in the application the call was made', () => {
    const error = Object.assign(new ConfigurationError('wrong'), { statement: 'SELECT', writeOutcome: 'notApplied' });
    const translated = toDriverError(error);
    expect(translated).toMatchObject({ cause: error, statement: 'SELECT', writeOutcome: 'notApplied' });
    expect(translated.stack).toContain('errors.spec');
  });
});
