import { createRequire } from 'node:module';
import type * as Cassandra from '@testcontainers/cassandra';
import type * as Testcontainers from 'testcontainers';
import { FixtureError, fixtureErrorCode } from '../fixture-error';
import { unlessAborted } from '../start-unless-aborted';
import { daemonRefusal } from './daemon-refusal';

// Optional peer dependencies, loaded when a container is needed. `import()` does not work: Jest cannot load it in CommonJS tests.
const load = createRequire(__filename);

export type CassandraModule = typeof Cassandra;
export type TestcontainersModule = typeof Testcontainers;
export type RuntimeClient = Awaited<ReturnType<TestcontainersModule['getContainerRuntimeClient']>>;

export interface Docker {
  readonly testcontainers: TestcontainersModule;
  readonly cassandra: CassandraModule;
  readonly client: RuntimeClient;
}

/** Loads Testcontainers and checks that a daemon answers. @throws FixtureError that names what is missing. */
export async function findDocker(): Promise<Docker> {
  const { testcontainers, cassandra } = loadTestcontainers();
  try {
    return { testcontainers, cassandra, client: await testcontainers.getContainerRuntimeClient() };
  } catch (cause) {
    const why = (await daemonRefusal()) ?? (cause instanceof Error ? cause.message : String(cause));
    throw new FixtureError(fixtureErrorCode.dockerMissing, `no Docker daemon answers (${why})`, { cause });
  }
}

function loadTestcontainers(): { testcontainers: TestcontainersModule; cassandra: CassandraModule } {
  try {
    return { testcontainers: load('testcontainers'), cassandra: load('@testcontainers/cassandra') };
  } catch (cause) {
    throw new FixtureError(
      fixtureErrorCode.dockerMissing,
      'the packages testcontainers and @testcontainers/cassandra are not installed',
      { cause },
    );
  }
}

/** Pulls the image unless it exists locally. The signal ends the wait, not what the daemon does. */
export async function ensureImage(
  { testcontainers, client }: Docker,
  image: string,
  onPull: () => void,
  signal?: AbortSignal,
): Promise<void> {
  const name = testcontainers.ImageName.fromString(image);
  if (await client.image.exists(name)) return;
  onPull();
  try {
    await unlessAborted(client.image.pull(name), signal);
  } catch (cause) {
    throw new FixtureError(
      fixtureErrorCode.dockerMissing,
      `the image ${image} does not exist locally and cannot be pulled (${cause instanceof Error ? cause.message : String(cause)})`,
      { cause },
    );
  }
}
