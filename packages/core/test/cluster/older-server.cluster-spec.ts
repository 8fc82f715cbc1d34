import { startCassandra, type CassandraFixture } from '@async-cassandra/testing';
import { AsyncCluster, ConnectionError } from '../../src/index';

const hasJava11 = Object.keys(process.env).some((name) => name.startsWith('JAVA_HOME_11_'));

(hasJava11 ? describe : describe.skip)('Cassandra 3.11 [needs JAVA_HOME_11_X64: a Java 11]', () => {
  let fixture: CassandraFixture;

  beforeAll(async () => {
    fixture = await startCassandra({ provider: 'jvm', version: '3.11', progress: false });
  });

  afterAll(() => fixture.stop());

  test('is refused at once by the version that it offers, also though it knows a beta of v5', async () => {
    const warnings: string[] = [];
    const cluster = new AsyncCluster(fixture.clusterOptions());
    cluster.on('warning', (message) => warnings.push(message));
    const error: unknown = await cluster.connect().catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({
      code: 'UNSUPPORTED_PROTOCOL_VERSION',
      message: expect.stringContaining('Connected with protocol v4 but v5+ is required.') as string,
    });
    expect(warnings).toEqual([]);
    await cluster.shutdown();
  });
});
