import { otherSettings } from './other-settings';

describe('otherSettings', () => {
  it.each([
    [{ provider: 'jvm' }, {}, []],
    [{ provider: 'jvm' }, { provider: 'auto', nodes: 1, auth: undefined, tls: undefined, initScripts: [] }, []],
    [{ provider: 'jvm', auth: true, nodes: 3 }, { provider: 'jvm', version: '5.0.8' }, []],
    [{ provider: 'jvm' }, { auth: true }, ['auth is false, not true']],
    [{ provider: 'jvm', nodes: 1 }, { nodes: 3, tls: 'mutual' }, ['nodes is 1, not 3', 'tls is false, not "mutual"']],
    [{ provider: 'jvm' }, { provider: 'docker' }, ['provider is "jvm", not "docker"']],
    [{ provider: 'jvm' }, { version: '4.1' }, [expect.stringMatching(/^version is "5\.0\.\d+", not "4\.1\.\d+"$/)]],
    [{ provider: 'jvm' }, { heapMb: 512 }, ['heapMb is the default, not 512']],
  ] as const)('of %j asked for %j are %j', (running, asked, differences) => {
    expect(otherSettings(running, asked)).toEqual(differences);
  });
});
