import { policies, type ReconnectionPolicy } from '../driver/policies';
import { reconnectionDelays } from './reconnection-delays';

function first(count: number, policy: ReconnectionPolicy): number[] {
  const delays = reconnectionDelays(policy);
  return Array.from({ length: count }, () => delays.next().value);
}

function scheduleOf(...delays: number[]): ReconnectionPolicy {
  return { newSchedule: () => delays[Symbol.iterator]() } as unknown as ReconnectionPolicy;
}

/** Every delay is within its jitter of the value that the policy gave. */
function expectNear(delays: number[], values: number[]): void {
  const isNear = delays.map((delay, i) => delay >= values[i]! * 0.85 && delay <= values[i]! * 1.15);
  expect(isNear).toEqual(values.map(() => true));
}

describe('reconnectionDelays', () => {
  it('follows the schedule of the policy, and its last delay when the schedule ends', () => {
    expectNear(first(4, scheduleOf(100, 200)), [100, 200, 200, 200]);
  });

  it("follows cassandra-driver's policies", () => {
    expectNear(first(3, new policies.reconnection.ConstantReconnectionPolicy(50)), [50, 50, 50]);
  });

  it('spreads the delays of clients with the same policy', () => {
    expect(new Set(first(20, scheduleOf(1000))).size).toBeGreaterThan(1);
  });

  it('waits a second where the policy fails or gives no number', () => {
    const failing = {
      newSchedule: () => {
        throw new Error('no schedule');
      },
    } as unknown as ReconnectionPolicy;
    expectNear(first(2, failing), [1000, 1000]);
    expectNear(first(2, scheduleOf(Number.NaN, -1)), [1000, 1000]);
    expect(first(1, scheduleOf(0))).toEqual([0]);
  });
});
