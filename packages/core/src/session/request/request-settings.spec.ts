import type { LoadBalancer } from '../../policies/query-plan';
import type { ResolvedProfile } from '../../policies/resolved-profile';
import { envelopeFlag } from '../../protocol/envelope-flag';
import { murmur3Token } from '../../routing/murmur3';
import { Token } from '../../routing/token';
import { TokenRange } from '../../routing/token-range';
import type { RoutingKey } from '../../statement/statement-options';
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
    const keyOf = (routingKey: Buffer | Buffer[]): unknown =>
      mergeSettings(base, { routingKey }, {}, undefined).routing?.given;
    expect(keyOf(one)).toEqual(one);
    expect(keyOf([one])).toEqual(one);
    expect(keyOf([one, two])).toEqual(Buffer.from([0, 2, 1, 2, 0, 0, 1, 3, 0]));
  });

  test('take a routing key of the call before that of the statement, and a token or a range as it is', () => {
    const token = new Token(1, 2);
    const routingOf = (routingKey: RoutingKey): unknown =>
      mergeSettings(base, { routingKey: Buffer.from([9]) }, { routingKey }, undefined).routing?.token;
    expect(routingOf(token)).toEqual({ high: 1, low: 2 });
    expect(routingOf(new TokenRange(new Token(0, 0), token))).toEqual({ high: 1, low: 2 });
    expect(routingOf(Buffer.from([1]))).toEqual(murmur3Token(Buffer.from([1])));
  });

  test('have the serial consistency of the profile unless the statement or the call has one', () => {
    const own = profileSettings({ ...profile, serialConsistency: 9 }, {} as LoadBalancer);
    const levelOf = (statement: object, execute: object): unknown =>
      mergeSettings(own, statement, execute, undefined).serialConsistency;
    expect([
      levelOf({}, {}),
      levelOf({ serialConsistency: 8 }, {}),
      levelOf({}, { serialConsistency: 'serial' }),
    ]).toEqual([9, 8, 8]);
  });

  test('set the flags of the envelope for what goes with it', () => {
    const { flags, customPayload } = mergeSettings(base, {}, { trace: true, executeAs: 'ada' }, undefined);
    expect(flags).toBe(envelopeFlag.tracing | envelopeFlag.customPayload);
    expect(customPayload).toEqual({ ProxyExecute: Buffer.from('ada') });
  });
});
