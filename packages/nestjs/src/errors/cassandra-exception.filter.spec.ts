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
import { HttpException, Logger, type ArgumentsHost } from '@nestjs/common';
import { isObservable, lastValueFrom, type Observable } from 'rxjs';
import { CassandraExceptionFilter } from './cassandra-exception.filter';

beforeAll(() => Logger.overrideLogger(false));

interface Answer {
  status?: number;
  headers: Record<string, string>;
  body?: Record<string, unknown>;
  isDestroyed: boolean;
}

function answerTo(error: Error, raw: object = {}, reply: object = {}): Answer {
  const answer: Answer = { headers: {}, isDestroyed: false };
  const response = {
    raw: { headersSent: false, destroy: () => (answer.isDestroyed = true), ...raw },
    status: (code: number) => ((answer.status = code), response),
    header: (name: string, value: string) => ((answer.headers[name] = value), response),
    send: (body: Record<string, unknown>) => void (answer.body = body),
    ...reply,
  };
  const host = { getType: () => 'http', switchToHttp: () => ({ getResponse: () => response }) };
  new CassandraExceptionFilter().catch(error, host as unknown as ArgumentsHost);
  return answer;
}

const throwing = (): never => {
  throw new Error('thrown by the application');
};

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

  test.each(['unknown', 'applied'])('does not ask for a repetition of what may be written: %s', (writeOutcome) => {
    const answer = answerTo(Object.assign(new ConnectionError('secret'), { writeOutcome }));
    expect([answer.status, answer.headers]).toEqual([503, {}]);
  });

  test('cuts off an answer that has begun', () => {
    const answer = answerTo(unavailable, { headersSent: true });
    expect([answer.isDestroyed, answer.body]).toEqual([true, undefined]);
  });

  test.each<[string, object, object]>([
    ['is complete', { headersSent: true, writableEnded: true }, {}],
    ['is complete, and not yet sent', { writableEnded: true }, {}],
    ['has nobody any more', { destroyed: true }, {}],
    ['is sent by somebody else', {}, { sent: true }],
  ])('leaves an answer alone that %s', (_, raw, reply) => {
    const answer = answerTo(unavailable, raw, reply);
    expect([answer.isDestroyed, answer.body, answer.status]).toEqual([false, undefined, undefined]);
  });

  const told = { status: 'error', message: 'The database cannot serve this request now', reason: 'UnavailableError' };

  test('is the error of a microservice, as Nest has it', async () => {
    const host = { getType: () => 'rpc' } as unknown as ArgumentsHost;
    const answer = new CassandraExceptionFilter().catch(unavailable, host);
    expect(isObservable(answer)).toBe(true);
    await expect(lastValueFrom(answer as Observable<never>)).rejects.toEqual(told);
  });

  describe('tells a client of a WebSocket gateway', () => {
    const cause = { pattern: 'find', data: { id: 1 } };
    const tell = (client: object): unknown => {
      const ws = { getClient: () => client, getPattern: () => cause.pattern, getData: () => cause.data };
      const host = { getType: () => 'ws', switchToWs: () => ws } as unknown as ArgumentsHost;
      return new CassandraExceptionFilter().catch(unavailable, host);
    };

    test('of Socket.IO', () => {
      const emit = jest.fn();
      tell({ emit });
      expect(emit.mock.calls).toEqual([['exception', { ...told, cause }]]);
    });

    test('of ws, whose emit sends nothing', () => {
      const [emit, send] = [jest.fn(), jest.fn<void, [string]>()];
      tell({ readyState: 1, emit, send });
      expect(JSON.parse(send.mock.calls[0]![0])).toEqual({ event: 'exception', data: { ...told, cause } });
      expect(emit).not.toHaveBeenCalled();
    });

    test.each<[string, object]>([
      ['has left', { readyState: 3, send: jest.fn(throwing) }],
      ['cannot be told', { readyState: 1, send: throwing }],
      ['cannot be told by Socket.IO', { emit: throwing }],
      ['is nothing known', {}],
    ])('and is not hurt by one that %s', (_, client) => {
      expect(tell(client)).toBeUndefined();
    });
  });

  test.each(['graphql', 'necord', 'commander'])('throws elsewhere what its text is harmless of: %s', (type) => {
    const host = { getType: () => type } as unknown as ArgumentsHost;
    let answer: unknown;
    try {
      new CassandraExceptionFilter().catch(unavailable, host);
    } catch (error) {
      answer = error;
    }
    expect(answer).toBeInstanceOf(HttpException);
    const exception = answer as HttpException;
    expect([exception.getStatus(), exception.cause]).toEqual([503, unavailable]);
    expect(JSON.stringify([exception.message, exception.getResponse(), exception.stack])).not.toContain('secret');
  });

  test.each(['http', 'rpc', 'ws', 'graphql'])('is not hurt by a logger that throws: %s', (type) => {
    Logger.overrideLogger({ log: throwing, warn: throwing, error: throwing });
    try {
      const ws = { getClient: () => ({}), getPattern: () => '', getData: () => undefined };
      const http = { getResponse: () => ({ raw: { destroyed: true } }) };
      const host = { getType: () => type, switchToWs: () => ws, switchToHttp: () => http };
      try {
        new CassandraExceptionFilter().catch(unavailable, host as unknown as ArgumentsHost);
      } catch (error) {
        expect([type, error]).toEqual(['graphql', expect.any(HttpException)]);
      }
    } finally {
      Logger.overrideLogger(false);
    }
  });
});
