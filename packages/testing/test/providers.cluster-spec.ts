import { ExternalCassandra, startCassandra, type CassandraFixture, type StartOptions } from '../src/index';
import { describeDocker } from './docker-presence';
import { behavesAsAFixture, servesTheRustDriver } from './fixture-behaviour';

const own = (options: StartOptions) => () => startCassandra({ ...options, progress: false });

describe('the jvm provider', () => {
  servesTheRustDriver(behavesAsAFixture(own({ provider: 'jvm', auth: true })));
});

describe('the external provider', () => {
  let running: CassandraFixture;

  servesTheRustDriver(
    behavesAsAFixture(async () => {
      running = await startCassandra({ provider: 'jvm', progress: false });
      const { contactPoints, port } = running;
      return ExternalCassandra.connect({ contactPoints: [...contactPoints], port });
    }),
  );
  afterAll(async () => {
    await running?.stop();
  });
});

describeDocker('the docker provider', () => {
  servesTheRustDriver(behavesAsAFixture(own({ provider: 'docker' })));

  describe('with passwords and mutual TLS', () => {
    behavesAsAFixture(own({ provider: 'docker', auth: true, tls: 'mutual' }));
  });
});
