import { inspect } from 'node:util';
import {
  AsyncCassandraError,
  AuthenticationError,
  ConfigurationError,
  ConnectionError,
  OverloadError,
  QueryError,
  StreamError,
  TimeoutError,
} from './async-cassandra-error';
import { ConnectionLostError } from './connection-lost-error';
import { errorCode } from './error-codes';
import { ProtocolError } from './protocol-error';
import { UnreadableAnswerError } from './unreadable-answer-error';

const kinds = [
  [ConnectionError, 'ConnectionError', 'CONNECTION_ERROR'],
  [AuthenticationError, 'AuthenticationError', 'AUTHENTICATION_FAILED'],
  [ConfigurationError, 'ConfigurationError', 'CONFIGURATION_ERROR'],
  [TimeoutError, 'TimeoutError', 'TIMEOUT'],
  [OverloadError, 'OverloadError', 'OVERLOAD'],
  [QueryError, 'QueryError', 'QUERY_ERROR'],
  [StreamError, 'StreamError', 'STREAM_ERROR'],
] as const;

describe('our errors', () => {
  it.each(kinds)('have a name and a code of their kind: %p', (Kind, name, code) => {
    const error = new Kind('It broke');
    expect(error).toBeInstanceOf(AsyncCassandraError);
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name, code, message: 'It broke' });
    expect(error.stack).toContain('async-cassandra-error.spec');
    expect(inspect(error)).toContain(`${name}: It broke`);
    expect('cause' in error).toBe(false);
    expect('executionInfo' in error).toBe(false);
  });

  it.each(kinds)('keep their cause and take a finer code: %p', (Kind) => {
    const cause = new Error('the reason');
    const error = new Kind('It broke', { cause, code: errorCode.closed });
    expect(error.cause).toBe(cause);
    expect(error.code).toBe('CLOSED');
  });

  it('say of a lost connection whether the request had left', () => {
    const error = new ConnectionLostError('The connection was lost', { written: true, cause: 'reset' });
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({
      name: 'ConnectionLostError',
      code: 'CONNECTION_LOST',
      written: true,
      cause: 'reset',
    });
  });

  it('say of an answer that cannot be read that it is the trouble of its request, not of the connection', () => {
    const error = new UnreadableAnswerError('A value cannot be read');
    expect(error).toBeInstanceOf(QueryError);
    expect(error).not.toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ name: 'UnreadableAnswerError', code: 'UNREADABLE_ANSWER' });
  });

  it('say that what came is not the protocol', () => {
    const error = new ProtocolError('The checksum does not match');
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ name: 'ProtocolError', code: 'PROTOCOL_ERROR' });
  });

  it('have codes that are all different', () => {
    const codes = Object.values(errorCode);
    expect(new Set(codes).size).toBe(codes.length);
  });
});
