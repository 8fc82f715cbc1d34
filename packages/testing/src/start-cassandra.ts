import { announce } from './announce';
import { CassandraContainerFixture, imageFor } from './docker/cassandra-container-fixture';
import { ensureImage, findDocker } from './docker/docker';
import { clusterOptionsFrom } from './environment';
import { ExternalCassandra } from './external/external-cassandra';
import type { CassandraFixture, ProviderName, StartOptions } from './fixture';
import { FixtureError, fixtureErrorCode } from './fixture-error';
import { areJarsCached } from './jvm/artifacts';
import { refuseUnknown } from './known-options';
import { reuseCassandra } from './kept-server/reused-cassandra';
import { LocalCassandra } from './jvm/local-cassandra';
import { findJava, findMaven } from './jvm/toolchain';
import { progressFrom } from './progress';
import { chooseProvider, type Availability, type AvailabilityCheck } from './provider-choice';
import { startUnlessAborted, stopAfterFailure } from './start-unless-aborted';
import { releaseOf } from './version';

// The options that only a server of our own supports: an external server runs already.
const ownServerOptions = [
  'image',
  'version',
  'nodes',
  'datacenters',
  'racks',
  'auth',
  'tls',
  'heapMb',
  'jvmOptions',
  'config',
] as const satisfies (keyof StartOptions)[];

const availabilityChecks: ReadonlyMap<ProviderName, AvailabilityCheck> = new Map<ProviderName, AvailabilityCheck>([
  ['external', externalAvailability],
  ['docker', dockerAvailability],
  ['jvm', jvmAvailability],
]);

/**
 * Starts a Cassandra, or connects to one: with the provider of the options, or the first one that is available.
 *
 * @throws FixtureError that lists what each provider lacks, or why the start failed.
 * @example
 * await using cassandra = await startCassandra({ version: '5.0' });
 * const keyspace = await cassandra.createKeyspace();
 * await using cluster = new AsyncCluster(cassandra.clusterOptions());
 * const session = await cluster.connect(keyspace);
 */
export async function startCassandra({ migrations, ...options }: StartOptions = {}): Promise<CassandraFixture> {
  refuseUnknown('startCassandra', options);
  return startUnlessAborted(options.signal, async () => {
    const fixture = await start(options);
    try {
      await migrations?.(fixture);
      return fixture;
    } catch (error) {
      await stopAfterFailure(fixture);
      throw error;
    }
  });
}

async function start(options: Omit<StartOptions, 'migrations'>): Promise<CassandraFixture> {
  const { provider = 'auto', reuse = false } = options;
  const usesExternal =
    provider === 'external' || (provider === 'auto' && (await externalAvailability(options)).isAvailable);
  if (reuse && !usesExternal) return reuseCassandra(options);
  if (provider !== 'auto') return startWith(provider, options, 'asked for');
  const choice = await chooseProvider(availabilityChecks, options);
  return startWith(choice.provider, options, choice.reason);
}

function startWith(provider: ProviderName, options: StartOptions, reason: string): Promise<CassandraFixture> {
  switch (provider) {
    case 'external':
      refuseOwnServerOptions(options);
      return announce(options, () => ExternalCassandra.connect({ initScripts: options.initScripts }, reason));
    case 'docker':
      return CassandraContainerFixture.start(options, reason);
    case 'jvm':
      return LocalCassandra.start(options, reason);
    default:
      throw new FixtureError(
        fixtureErrorCode.badOption,
        `Unknown provider ${JSON.stringify(provider)}: use ${['auto', ...availabilityChecks.keys()].join(', ')}`,
      );
  }
}

async function externalAvailability(options: StartOptions): Promise<Availability> {
  const isNamed = clusterOptionsFrom(process.env) !== undefined;
  if (!isNamed) return { isAvailable: false, reason: 'CASSANDRA_CONTACT_POINTS is not set' };
  const own = givenOwnServerOptions(options);
  if (own.length === 0) return { isAvailable: true, reason: 'CASSANDRA_CONTACT_POINTS is set' };
  return { isAvailable: false, reason: `these options need a server of our own: ${own.join(', ')}` };
}

async function dockerAvailability(options: StartOptions): Promise<Availability> {
  try {
    const image = imageFor(options);
    const progress = progressFrom(options.progress);
    const onPull = () => progress.step(`Fetching the image ${image}`);
    await ensureImage(await findDocker(), image, onPull, options.signal).finally(() => progress.abandon());
    return { isAvailable: true, reason: `a Docker daemon answers and has the image ${image}` };
  } catch (error) {
    return { isAvailable: false, reason: error instanceof Error ? error.message : String(error) };
  }
}

async function jvmAvailability(options: StartOptions): Promise<Availability> {
  const version = releaseOf(options.version);
  try {
    const java = await findJava(version);
    const isCached = await areJarsCached(version);
    if (!isCached) await findMaven();
    return {
      isAvailable: true,
      reason: `found Java ${java.version} and ${isCached ? 'a downloaded Cassandra' : 'Maven'}`,
    };
  } catch (error) {
    return { isAvailable: false, reason: error instanceof Error ? error.message : String(error) };
  }
}

function givenOwnServerOptions(options: StartOptions): string[] {
  return ownServerOptions.filter((name) => options[name] !== undefined);
}

function refuseOwnServerOptions(options: StartOptions): void {
  const [name] = givenOwnServerOptions(options);
  if (name === undefined) return;
  throw new FixtureError(
    fixtureErrorCode.badOption,
    `${name} cannot be chosen for an external Cassandra: it runs already. Leave it out, or use another provider`,
  );
}
