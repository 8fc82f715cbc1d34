import { createRequire } from 'node:module';
import type * as Cassandra from '@testcontainers/cassandra';
import type * as Testcontainers from 'testcontainers';
import { FixtureError, fixtureErrorCode } from '../fixture-error';
import { daemonRefusal } from './daemon-refusal';

// Optional peers, loaded when a container is wanted. `import()` would not do: Jest cannot load it in CommonJS tests.
const load = createRequire(__filename);

export type CassandraModule = typeof Cassandra;
export type TestcontainersModule = typeof Testcontainers;
export type RuntimeClient = Awaited<ReturnType<TestcontainersModule['getContainerRuntimeClient']>>;

export interface Docker {
  readonly testcontainers: TestcontainersModule;
  readonly cassandra: CassandraModule;
  readonly client: RuntimeClient;
}

/** Testcontainers and a daemon that answers. Throws a FixtureError that says which of them is missing. */
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

/** The image, pulled unless it is there. */
export async function ensureImage(
  { testcontainers, client }: Docker,
  image: string,
  onPull: () => void,
): Promise<void> {
  const name = testcontainers.ImageName.fromString(image);
  if (await client.image.exists(name)) return;
  onPull();
  try {
    await client.image.pull(name);
  } catch (cause) {
    throw new FixtureError(
      fixtureErrorCode.dockerMissing,
      `the image ${image} is not here and cannot be pulled (${cause instanceof Error ? cause.message : String(cause)})`,
      { cause },
    );
  }
}
