import { policies, type ReconnectionPolicy } from '../driver/policies';
import { EndlessReconnection } from './endless-reconnection';

function delays(policy: ReconnectionPolicy, count: number): number[] {
  const schedule = new EndlessReconnection(policy).newSchedule();
  return Array.from({ length: count }, () => schedule.next().value);
}

function giving(...values: unknown[]): ReconnectionPolicy {
  return { getOptions: () => new Map(), newSchedule: () => values.values() as Iterator<number> };
}

describe('EndlessReconnection', () => {
  it('passes on the delays of a policy of cassandra-driver', () => {
    expect(delays(new policies.reconnection.ConstantReconnectionPolicy(250), 3)).toEqual([250, 250, 250]);
    const exponential = delays(new policies.reconnection.ExponentialReconnectionPolicy(1000, 8000, false), 6);

    expect(exponential[0]).toBeGreaterThanOrEqual(1000);
    expect(exponential[5]).toBeLessThanOrEqual(8000);
  });

  it('repeats the last delay of a schedule that ends', () => {
    expect(delays(giving(10, 20), 4)).toEqual([10, 20, 20, 20]);
  });

  it('waits a second where the schedule is empty', () => {
    expect(delays(giving(), 2)).toEqual([1000, 1000]);
  });

  it.each([Number.NaN, -1, 'soon', undefined, null])('waits a second in place of %p', (delay) => {
    expect(delays(giving(delay), 1)).toEqual([1000]);
  });

  it.each([Infinity, 2 ** 40])('waits in place of %p as long as a timer can', (delay) => {
    expect(delays(giving(delay), 1)).toEqual([0x7fff_ffff]);
  });

  it('starts each schedule anew', () => {
    const policy = new EndlessReconnection(giving(5, 6));

    expect([policy.newSchedule().next().value, policy.newSchedule().next().value]).toEqual([5, 5]);
  });
});
