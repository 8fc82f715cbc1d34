import { AsyncLocalStorage } from 'node:async_hooks';
import { ConnectionLostError } from '../../errors/connection-lost-error';
import { ReadTimeoutError } from '../../errors/server-errors';
import { channels } from './channels';
import type { MessageTracingChannel } from './message-channel';
import type { RequestMessage } from './messages';
import { attemptOn, nodeAt, observe } from './observation.spec-support';
import { isObserved, captureAsyncContext } from './request-observation';

const names = ['start', 'end', 'asyncStart', 'asyncEnd', 'error'] as const;

/** Records the events of a tracing channel until the test ends. */
function record<T extends object>(
  channel: MessageTracingChannel<T>,
  as: string,
  events: string[],
  messages: T[] = [],
): T[] {
  for (const name of names) {
    const listener = (message: unknown): void => {
      events.push(`${as} ${name}`);
      messages.push(message as T);
    };
    channel[name].subscribe(listener);
    cleanups.push(() => channel[name].unsubscribe(listener));
  }
  return messages;
}

const cleanups: (() => void)[] = [];
afterEach(() => cleanups.splice(0).forEach((cleanup) => cleanup()));

describe('whether anybody watches', () => {
  it('is no without subscribers and metrics', () => {
    expect(isObserved(undefined)).toBe(false);
    expect(isObserved({ isActive: false, recordRequest() {} })).toBe(false);
    expect(captureAsyncContext(undefined)).toBeUndefined();
  });

  it('is yes with a subscriber to requests or to attempts, for as long as there is one', () => {
    record(channels.attempt, 'attempt', []);
    expect(isObserved(undefined)).toBe(true);
    cleanups.splice(0).forEach((cleanup) => cleanup());
    expect(isObserved(undefined)).toBe(false);
    record(channels.request, 'request', []);
    expect(isObserved(undefined)).toBe(true);
  });

  it('is yes with active metrics', () => {
    expect(isObserved({ isActive: true, recordRequest() {} })).toBe(true);
  });
});

describe('a request that is watched', () => {
  it('is told from start to end, with its attempts', () => {
    const events: string[] = [];
    const messages = record(channels.request, 'request', events);
    record(channels.attempt, 'attempt', events);
    const observation = observe();
    const attempt = attemptOn(nodeAt(1));
    const held = { ...attempt, observation: undefined as ReturnType<typeof observation.attemptStarted> | undefined };
    observation.start(() => {
      events.push('begin');
      held.observation = observation.attemptStarted(attempt, false);
    });
    observation.answered(held, { kind: 'rows', rowCount: 3 });
    observation.end();
    observation.end();
    expect(events).toEqual([
      'request start',
      'begin',
      'attempt start',
      'attempt end',
      'request end',
      'attempt asyncStart',
      'attempt asyncEnd',
      'request asyncStart',
      'request asyncEnd',
    ]);
    expect(new Set(messages)).toEqual(new Set([observation]));
    const message: RequestMessage = messages[0]!;
    expect(message).toMatchObject({ rowCount: 3, pageCount: 1, requestBytes: 100, responseBytes: 200 });
    expect(message.durationMs).toBeGreaterThanOrEqual(0);
    expect(message.attempts[0]!.durationMs).toBe(attempt.endedAt - attempt.startedAt);
    expect(message.error).toBeUndefined();
  });

  it('tells of an error before its end, by a name of a fixed set', () => {
    const events: string[] = [];
    record(channels.request, 'request', events);
    const observation = observe();
    observation.start(() => {});
    observation.failing(new TypeError('No'), false);
    observation.end();
    expect(events.slice(2)).toEqual(['request error', 'request asyncStart', 'request asyncEnd']);
    expect(observation.errorType).toBe('TypeError');
    class OfTheApplication extends Error {
      override name = 'OfTheApplication';
    }
    const aborted = observe();
    aborted.failing(new OfTheApplication(), true);
    expect(aborted.errorType).toBe('AbortError');
    const odd = observe();
    odd.failing(new OfTheApplication(), false);
    expect(odd.errorType).toBe('Other');
  });

  it('that ends at once ends after its start', () => {
    const events: string[] = [];
    record(channels.request, 'request', events);
    const observation = observe();
    observation.start(() => observation.end());
    expect(events).toEqual(['request start', 'request end', 'request asyncStart', 'request asyncEnd']);
  });

  it('runs inside the stores that are bound to its start', () => {
    const storage = new AsyncLocalStorage<number>();
    channels.request.start.bindStore(storage, ({ id }) => id);
    cleanups.push(() => void channels.request.start.unbindStore(storage));
    const observation = observe();
    let seen: number | undefined;
    observation.start(() => (seen = storage.getStore()));
    expect(seen).toBe(observation.id);
  });

  it('counts retries by kind when they are sent, and speculative executions', () => {
    const observation = observe();
    observation.attemptStarted(attemptOn(nodeAt(1)), false);
    const errors = [
      new ReadTimeoutError('No', {} as never),
      new ConnectionLostError('No', { written: false }),
      new ConnectionLostError('No', { written: true }),
    ];
    for (const error of errors) {
      observation.retrying(error);
      observation.attemptStarted(attemptOn(nodeAt(1)), true);
    }
    observation.attemptStarted(attemptOn(nodeAt(2)), true);
    observation.retrying(errors[0]!);
    expect(observation.retries).toEqual(['read_timeout', 'unsent', 'connection_lost']);
    expect(observation.speculativeExecutions).toBe(1);
  });

  it('is given to the metrics when it ends, once', () => {
    const recorded: RequestMessage[] = [];
    const observation = observe({}, { isActive: true, recordRequest: (request) => recorded.push(request) });
    observation.start(() => {});
    observation.end();
    observation.end();
    expect(recorded).toEqual([observation]);
  });

  it('holds nothing of the values in its text', () => {
    const observation = observe({ query: "INSERT INTO users (name) VALUES ('Ada')" });
    expect(JSON.stringify(observation)).not.toContain('Ada');
    expect(observation.statement.text).toBe('INSERT INTO users (name) VALUES (?)');
  });
});

describe('captureAsyncContext', () => {
  it('runs what comes later in the async context of here', () => {
    record(channels.request, 'request', []);
    const storage = new AsyncLocalStorage<string>();
    const kept = storage.run('opener', () => captureAsyncContext(undefined))!;
    const seen = storage.run('consumer', () => kept.runInAsyncScope(() => storage.getStore()));
    expect(seen).toBe('opener');
  });
});
