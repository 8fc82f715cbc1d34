import type { LoadBalancer } from '../../policies/query-plan';
import type { ResolvedProfile } from '../../policies/execution-profile';
import { envelopeFlag } from '../../protocol/envelope-flag';
import { mergeSettings, profileSettings } from './request-settings';

const profile = { name: 'default', consistency: 10, requestTimeoutMs: 10_000, fetchSize: 5000 } as ResolvedProfile;
const base = profileSettings(profile, {} as LoadBalancer);

describe('the settings of a request', () => {
  test('are those of the call, then of the statement, then of the profile', () => {
    const settings = mergeSettings(base, { consistency: 4, fetchSize: 7 }, { consistency: 6 }, undefined);
    expect(settings).toMatchObject({ consistency: 6, fetchSize: 7, timeoutMs: 10_000 });
  });

  test('take a time of 0 for none', () => {
    expect(mergeSettings(base, {}, { timeoutMs: 0 }, undefined).timeoutMs).toBe(Infinity);
  });

  test('join the components of a routing key as the server does', () => {
    const [one, two] = [Buffer.from([1, 2]), Buffer.from([3])];
    const keyOf = (routingKey: Buffer | Buffer[]): Buffer | undefined =>
      mergeSettings(base, { routingKey }, {}, undefined).routingKey;
    expect(keyOf(one)).toEqual(one);
    expect(keyOf([one])).toEqual(one);
    expect(keyOf([one, two])).toEqual(Buffer.from([0, 2, 1, 2, 0, 0, 1, 3, 0]));
  });

  test('set the flags of the envelope for what goes with it', () => {
    const { flags, customPayload } = mergeSettings(base, {}, { trace: true, executeAs: 'ada' }, undefined);
    expect(flags).toBe(envelopeFlag.tracing | envelopeFlag.customPayload);
    expect(customPayload).toEqual({ ProxyExecute: Buffer.from('ada') });
  });
});
