import { ConfigurationError, OverloadError } from '../../errors/async-cassandra-error';
import { InvalidRequestError } from '../../errors/server-errors';
import { attemptOn, nodeAt, observe } from '../channels/observation.spec-support';
import { isObserved } from '../channels/request-observation';
import { logRequests, type RequestLogEntry, type RequestLoggerOptions } from './request-logger';

function logged(options: RequestLoggerOptions, ...errors: (Error | undefined)[]): RequestLogEntry[] {
  const entries: RequestLogEntry[] = [];
  const logging = logRequests({ log: (entry) => entries.push(entry), ...options });
  for (const error of errors) {
    const request = observe({ query: "SELECT * FROM users WHERE name = 'Ada'" });
    request.start(() => request.attemptStarted(attemptOn(nodeAt(1)), false));
    if (error !== undefined) request.failing(error, false);
    request.end();
  }
  logging[Symbol.dispose]();
  expect(isObserved(undefined)).toBe(false);
  return entries;
}

describe('logRequests', () => {
  it('logs requests that take at least slowMs', () => {
    expect(logged({ slowMs: Infinity }, undefined)).toEqual([]);
    const [entry] = logged({ slowMs: 0 }, undefined);
    expect(entry).toMatchObject({
      level: 'warn',
      reason: 'slow',
      summary: 'SELECT users',
      text: 'SELECT * FROM users WHERE name = ?',
      keyspace: 'shop',
      nodes: ['10.0.0.1:9042'],
      errorType: undefined,
    });
  });

  it('logs failed requests, however fast', () => {
    expect(logged({}, new OverloadError('Too many'))).toEqual([
      expect.objectContaining({
        level: 'error',
        reason: 'failed',
        errorType: 'OverloadError',
        errorMessage: 'Too many',
      }),
    ]);
    expect(logged({ errors: false, slowMs: 0 }, new OverloadError('Too many'))).toEqual([]);
  });

  it('keeps values out, also those that the server repeats', () => {
    const entries = logged({ slowMs: 0 }, undefined, new InvalidRequestError("Invalid STRING constant ('Ada')"));
    expect(entries).toHaveLength(2);
    expect(JSON.stringify(entries)).not.toContain('Ada');
  });

  it('names each node once, however many pages were asked for', () => {
    const entries: RequestLogEntry[] = [];
    const warn = jest.spyOn(console, 'warn').mockImplementation(() => {});
    using _line = logRequests({ slowMs: 0 });
    using _entry = logRequests({ slowMs: 0, log: (entry) => entries.push(entry) });
    const request = observe();
    request.start(() => {
      for (let page = 0; page < 2000; page++) request.attemptStarted(attemptOn(nodeAt(1 + (page % 2))), false);
    });
    request.end();
    expect(entries[0]).toMatchObject({ nodes: ['10.0.0.1:9042', '10.0.0.2:9042'], attempts: 2000 });
    const [[line]] = warn.mock.calls as [[string]];
    expect(line).toContain('10.0.0.1:9042, 10.0.0.2:9042 (2000 attempts)');
    expect(line.length).toBeLessThan(200);
    warn.mockRestore();
  });

  it('writes one line to the console by default', () => {
    const error = jest.spyOn(console, 'error').mockImplementation(() => {});
    const logging = logRequests();
    const request = observe();
    request.start(() => request.failing(new OverloadError('Too many'), false));
    request.end();
    logging[Symbol.dispose]();
    expect(error.mock.calls).toEqual([
      [
        expect.stringMatching(
          /^failed request: SELECT users \([0-9a-f]{16}\) [\d.]+ ms, no node OverloadError: Too many$/,
        ),
      ],
    ]);
    error.mockRestore();
  });

  it('outlives a log function that throws', () => {
    const emitWarning = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
    logged(
      {
        slowMs: 0,
        log: () => {
          throw new Error('disk full');
        },
      },
      undefined,
      undefined,
    );
    expect(emitWarning).toHaveBeenCalledTimes(1);
    emitWarning.mockRestore();
  });

  it('refuses options that cannot be right', () => {
    expect(() => logRequests({ slowMs: -1 })).toThrow(ConfigurationError);
    expect(() => logRequests({ log: 'console' as never })).toThrow(ConfigurationError);
  });
});
