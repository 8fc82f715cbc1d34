import { startCassandra } from '../src/index';
import { findJava } from '../src/jvm/toolchain';
import { releaseOf } from '../src/version';

// One Java serves both: whether it is here decides for the whole file, before Jest collects the tests.
const hasJava11 = Object.keys(process.env).some((name) => name.startsWith('JAVA_HOME_11_'));
const onJava11 = hasJava11 ? it : it.skip;

describe('an older Cassandra on the JVM', () => {
  onJava11.each([
    ['3.11', {}],
    ['4.0', { auth: true }],
    ['4.1', { tls: 'mutual' }],
  ] as const)('runs %s with %j [needs JAVA_HOME_11_X64: a Java 11]', async (version, options) => {
    await using fixture = await startCassandra({ provider: 'jvm', version, ...options, progress: false });
    const keyspace = await fixture.createKeyspace();
    const rows = await fixture.runCql('SELECT release_version FROM system.local', { keyspace });
    expect(rows).toMatchObject([{ release_version: releaseOf(version) }]);
  });

  it('is refused by its name on a Java that it does not run on', async () => {
    const { executable, version } = await findJava('5.0.8', { PATH: process.env.PATH });
    const start = () => startCassandra({ provider: 'jvm', version: '4.1', progress: false });
    const restore = Object.entries(process.env).filter(([name]) => name.startsWith('JAVA_HOME'));
    for (const [name] of restore) delete process.env[name];
    try {
      await expect(start()).rejects.toThrow(
        `Cassandra ${releaseOf('4.1')} needs Java 11, but found Java ${version} at ${executable}`,
      );
    } finally {
      Object.assign(process.env, Object.fromEntries(restore));
    }
  });
});
