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
