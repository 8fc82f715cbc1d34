import type { ClusterServices } from './cluster-services';
import { callSettings, noStatementOptions } from './call-settings';
import type { RequestSettings } from './request/request-settings';

const base = { consistency: 10, timeoutMs: 1000, fetchSize: 5000, flags: 0 } as RequestSettings;
const cluster = { settingsOf: () => base, nodes: [] } as unknown as ClusterServices;
const settingsOf = (options: object | undefined) => callSettings(cluster, noStatementOptions, options);

describe('callSettings', () => {
  it('returns the settings of the profile, not a copy, for a call without options', () => {
    expect(settingsOf(undefined)).toBe(base);
    expect(settingsOf({})).toBe(base);
    expect(settingsOf(Object.freeze({}))).toBe(base);
  });

  it('reads options that are inherited', () => {
    expect(settingsOf(Object.create({ fetchSize: 7 }))).toMatchObject({ ...base, fetchSize: 7 });
  });

  it('refuses what looks empty but is no bag of options', () => {
    for (const options of [Promise.resolve(), [], null]) {
      expect(() => settingsOf(options as never)).toThrow('The options of a call must be an object');
    }
  });
});
