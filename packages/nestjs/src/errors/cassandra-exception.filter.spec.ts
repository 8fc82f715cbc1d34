import {
  AlreadyExistsError,
  AuthenticationError,
  ConfigurationError,
  ConnectionError,
  InvalidRequestError,
  NoHostAvailableError,
  OperationTimedOutError,
  OverloadedError,
  OverloadError,
  QueryError,
  StreamError,
  TimeoutError,
  UnavailableError,
} from '@async-cassandra/core';
import { Logger, type ArgumentsHost } from '@nestjs/common';
import { isObservable, lastValueFrom, type Observable } from 'rxjs';
import { CassandraExceptionFilter } from './cassandra-exception.filter';

beforeAll(() => Logger.overrideLogger(false));

interface Answer {
  status?: number;
  headers: Record<string, string>;
  body?: Record<string, unknown>;
  isDestroyed: boolean;
}

function answerTo(error: Error, headersSent = false): Answer {
  const answer: Answer = { headers: {}, isDestroyed: false };
  const reply = {
    raw: { headersSent, destroy: () => (answer.isDestroyed = true) },
    status: (code: number) => ((answer.status = code), reply),
    header: (name: string, value: string) => ((answer.headers[name] = value), reply),
    send: (body: Record<string, unknown>) => void (answer.body = body),
  };
  const host = { getType: () => 'http', switchToHttp: () => ({ getResponse: () => reply }) };
  new CassandraExceptionFilter().catch(error, host as unknown as ArgumentsHost);
  return answer;
}

const unavailable = new UnavailableError('secret', { consistency: 1, consistencies: 1, required: 2, alive: 1 });

describe('CassandraExceptionFilter', () => {
  test.each<[Error, number, string | undefined]>([
    [unavailable, 503, 'UnavailableError'],
    [new OverloadedError('secret'), 503, 'OverloadedError'],
    [new QueryError('secret', { code: 'INVALID_PAGING_STATE' }), 400, 'QueryError'],
    [new QueryError('secret'), 500, undefined],
    [new OverloadError('secret'), 503, 'OverloadError'],
    [new ConnectionError('secret'), 503, 'ConnectionError'],
    [new NoHostAvailableError({}, 'secret'), 503, 'NoHostAvailableError'],
    [new StreamError('secret', { cause: unavailable }), 503, 'UnavailableError'],
    [new OperationTimedOutError('secret'), 504, 'OperationTimedOutError'],
    [new TimeoutError('secret'), 504, 'TimeoutError'],
    [new AlreadyExistsError('secret', { keyspace: 'a', table: 'b' }), 409, 'AlreadyExistsError'],
    [new InvalidRequestError('secret'), 500, undefined],
    [new AuthenticationError('secret'), 500, undefined],
    [new ConfigurationError('secret'), 500, undefined],
  ])('answers %s with %i', (error, status, reason) => {
    const answer = answerTo(error);
    expect(answer).toMatchObject({ status, body: { statusCode: status, message: expect.any(String) } });
    expect(answer.body!.reason).toBe(reason);
    expect(answer.headers['Retry-After']).toBe(status === 503 ? '1' : undefined);
    expect(JSON.stringify(answer.body)).not.toContain('secret');
  });

  test('cuts off an answer that has begun', () => {
    const answer = answerTo(unavailable, true);
    expect([answer.isDestroyed, answer.body]).toEqual([true, undefined]);
  });

  test('gives an error back where there is no HTTP', async () => {
    const filter = new CassandraExceptionFilter();
    const hostOf = (type: string) => ({ getType: () => type }) as unknown as ArgumentsHost;
    expect(() => filter.catch(unavailable, hostOf('graphql'))).toThrow(unavailable);
    const answer = filter.catch(unavailable, hostOf('rpc'));
    expect(isObservable(answer)).toBe(true);
    await expect(lastValueFrom(answer as Observable<never>)).rejects.toBe(unavailable);
  });
});
