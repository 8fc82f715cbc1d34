import { policies, type ReconnectionPolicy } from '../driver/policies';
import { Reconnection, type Reconnected } from './reconnection';
import * as randomNumbers from './random';

jest.mock('./timers', () => jest.requireActual('./fake-timers.spec-support'));

/** Fails `failures` times, then is complete. */
class Target implements Reconnected {
  isShort = true;
  attempts = 0;
  onAttempt: () => void = () => {};

  constructor(public failures = Infinity) {}

  connectOnce(): Promise<boolean> {
    this.attempts++;
    this.onAttempt();
    if (this.attempts <= this.failures) return Promise.resolve(false);
    this.isShort = false;
    return Promise.resolve(true);
  }
}

const policyOf = (newSchedule: () => unknown): ReconnectionPolicy => ({ newSchedule }) as unknown as ReconnectionPolicy;
const giving = (...delays: unknown[]): ReconnectionPolicy => policyOf(() => delays.values());

/** The pauses between the first attempts. */
async function pausesOf(policy: ReconnectionPolicy, count: number): Promise<number[]> {
  const target = new Target();
  const reconnection = new Reconnection(policy, target);
  const pauses: number[] = [];
  reconnection.start();
  for (let i = 0; i < count; i++) {
    await jest.advanceTimersByTimeAsync(0);
    const before = { at: performance.now(), attempts: target.attempts };
    jest.advanceTimersToNextTimer();
    pauses.push(performance.now() - before.at);
    await jest.advanceTimersByTimeAsync(0);
  }
  await reconnection.stop();
  return pauses;
}

let emitWarning: jest.SpyInstance;
beforeEach(() => {
  jest.useFakeTimers();
  jest.spyOn(randomNumbers, 'random').mockReturnValue(0.5);
  emitWarning = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
});
afterEach(() => {
  jest.useRealTimers();
  jest.restoreAllMocks();
});

const failing = (): never => {
  throw new Error('no delay today');
};

describe('a reconnection', () => {
  it("waits by the delays of cassandra-driver's policies", async () => {
    expect(await pausesOf(new policies.reconnection.ConstantReconnectionPolicy(250), 3)).toEqual([250, 250, 250]);
    // The driver's policy adds a jitter.
    jest.spyOn(Math, 'random').mockReturnValue(0.5);
    const exponential = new policies.reconnection.ExponentialReconnectionPolicy(10, 10, false);
    expect(await pausesOf(exponential, 2)).toEqual([10, 10]);
    expect(emitWarning).not.toHaveBeenCalled();
  });

  it('repeats the last delay of a schedule that ends', async () => {
    expect(await pausesOf(giving(10, 20), 4)).toEqual([10, 20, 20, 20]);
  });

  it('spreads the delays of clients with the same policy', async () => {
    jest.spyOn(randomNumbers, 'random').mockReturnValueOnce(0).mockReturnValueOnce(1);

    expect(await pausesOf(giving(1000), 2)).toEqual([850, 1150]);
  });

  it.each<[string, ReconnectionPolicy]>([
    ['cannot make a schedule', policyOf(failing)],
    ['makes none', policyOf(() => undefined)],
    ['makes one asynchronously, and fails', policyOf(() => Promise.reject(new Error('later')))],
    ['has no delay', giving()],
    ['has a schedule that throws', policyOf(() => ({ next: failing }))],
    [
      'has a schedule whose step throws',
      policyOf(() => ({
        next: () => ({
          get done() {
            return failing();
          },
        }),
      })),
    ],
    ['has a schedule that rejects', policyOf(() => ({ next: () => Promise.reject(new Error('later')) }))],
    ['has a schedule that gives nothing', policyOf(() => ({ next: () => undefined }))],
    ...[Number.NaN, -1, 'soon', undefined, null, 5n].map((delay): [string, ReconnectionPolicy] => [
      `gives ${String(delay)}`,
      giving(delay),
    ]),
  ])('waits a second where the policy %s, and tells it once', async (what, policy) => {
    expect(await pausesOf(policy, 2)).toEqual([1000, 1000]);
    await Promise.resolve();

    expect(emitWarning).toHaveBeenCalledTimes(what === 'has no delay' ? 0 : 1);
  });

  it.each([Infinity, 2 ** 40])('waits in place of %p as long as a timer can', async (delay) => {
    expect(await pausesOf(giving(delay), 1)).toEqual([0x7fff_ffff]);
  });

  it('follows a policy again that threw once', async () => {
    let isBroken = true;
    const policy = policyOf(() => {
      if (isBroken) failing();
      return [5, 6].values();
    });
    const target = new Target();
    target.onAttempt = () => (isBroken = target.attempts < 2);

    const reconnection = new Reconnection(policy, target);
    reconnection.start();
    await jest.advanceTimersByTimeAsync(0);
    await jest.advanceTimersByTimeAsync(1000);
    expect(target.attempts).toBe(2);
    await jest.advanceTimersByTimeAsync(5);
    expect(target.attempts).toBe(3);
    await reconnection.stop();
  });

  it('ends when nothing is missing, and begins again at once after a connection that lasted', async () => {
    const target = new Target(1);
    const reconnection = new Reconnection(giving(100), target);
    reconnection.start();
    await jest.advanceTimersByTimeAsync(100);
    reconnection.opened();
    expect([target.attempts, jest.getTimerCount()]).toEqual([2, 0]);

    await jest.advanceTimersByTimeAsync(1000);
    target.isShort = true;
    reconnection.lost();
    reconnection.start();
    expect(target.attempts).toBe(3);
  });

  it('waits after the second connection in a row that did not last, and goes on with its delays', async () => {
    const target = new Target(0);
    const reconnection = new Reconnection(giving(100, 200, 300), target);
    const loseAtOnce = async (): Promise<void> => {
      reconnection.opened();
      target.isShort = true;
      reconnection.lost();
      reconnection.start();
      await jest.advanceTimersByTimeAsync(0);
    };
    reconnection.start();
    await jest.advanceTimersByTimeAsync(0);
    await loseAtOnce();
    expect(target.attempts).toBe(2);
    await loseAtOnce();
    expect(target.attempts).toBe(2);
    await jest.advanceTimersByTimeAsync(100);
    expect(target.attempts).toBe(3);
    await loseAtOnce();
    await jest.advanceTimersByTimeAsync(199);
    expect(target.attempts).toBe(3);
    await jest.advanceTimersByTimeAsync(1);
    expect(target.attempts).toBe(4);
    target.isShort = true;
    reconnection.lost(true);
    reconnection.start();
    expect(target.attempts).toBe(5);
  });

  it('leaves out the pause that it is in, or the next one when an attempt is under way', async () => {
    const target = new Target();
    const reconnection = new Reconnection(giving(100), target);
    reconnection.hurry();
    reconnection.start();
    await jest.advanceTimersByTimeAsync(0);
    expect(target.attempts).toBe(1);
    reconnection.hurry();
    await jest.advanceTimersByTimeAsync(0);
    expect(target.attempts).toBe(2);
    target.onAttempt = () => target.attempts === 3 && reconnection.hurry();
    reconnection.hurry();
    await jest.advanceTimersByTimeAsync(0);
    expect(target.attempts).toBe(4);
    await reconnection.stop();
  });

  it('goes on where an attempt rejects', async () => {
    const target = new Target(0);
    target.onAttempt = () => target.attempts === 1 && failing();
    const reconnection = new Reconnection(giving(100), target);
    reconnection.start();
    await jest.advanceTimersByTimeAsync(100);

    expect([target.attempts, target.isShort]).toEqual([2, false]);
  });

  it.each<[string, (stop: () => void) => ReconnectionPolicy]>([
    ['during a pause', () => giving(100)],
    ['by the policy itself', (stop) => policyOf(() => ({ next: () => (stop(), { value: 100 }) }))],
  ])('stops %s, without a timer', async (_, policy) => {
    const target = new Target();
    const reconnection: Reconnection = new Reconnection(
      policy(() => void reconnection.stop()),
      target,
    );
    reconnection.start();
    await jest.advanceTimersByTimeAsync(0);
    await reconnection.stop();
    reconnection.start();

    expect([target.attempts, jest.getTimerCount()]).toEqual([1, 0]);
  });
});
