import { defaultCassandraVersion, releaseOf } from './version';

describe('releaseOf', () => {
  it.each([
    [undefined, defaultCassandraVersion],
    ['5.0', defaultCassandraVersion],
    ['4.1.7', '4.1.7'],
    ['6.0', '6.0-alpha2'],
  ])('reads %s as %s', (version, release) => {
    expect(releaseOf(version)).toBe(release);
  });

  it.each(['4.0', '4.1'])('knows a release of the line %s', (line) => {
    expect(releaseOf(line)).toMatch(new RegExp(`^${line}\\.\\d+$`));
  });
});
