import { createInterface } from 'node:readline';
import type { StartedTestContainer } from 'testcontainers';
import type { Docker } from './docker';
import type { ContainerSettings } from './container-settings';
import { cqlPort } from './container-settings';
import { labelsOf } from './fixture-objects';

export interface NodeContainerOptions {
  readonly image: string;
  readonly fixtureId: string;
  readonly network: string;
  /** The name of the container, in its network and in the daemon. It must be unique. */
  readonly name: string;
  /** The port of this machine for the node. Not chosen by Docker, because Docker's choice changes with a restart. */
  readonly hostPort: number;
  readonly settings: ContainerSettings;
  readonly startupTimeoutMs: number;
  readonly onLogLine: (line: string) => void;
  /** Ends the start between two of its steps, and ends the wait for the log. */
  readonly signal: AbortSignal | undefined;
}

/**
 * Starts the container of one node, and waits until its log reports a complete startup. When it rejects, no request of the start is in
 * flight any more, so that a removal meets no container that is just being created; a container may be left.
 */
export async function startNodeContainer(docker: Docker, options: NodeContainerOptions): Promise<StartedTestContainer> {
  const { image, fixtureId, network, name, hostPort, settings, startupTimeoutMs, onLogLine, signal } = options;
  const { CassandraContainer } = docker.cassandra;

  class NodeContainer extends CassandraContainer {
    constructor() {
      super(image);
      // CassandraContainer exposes a random port.
      this.exposedPorts = [];
      this.withExposedPorts({ container: cqlPort, host: hostPort });
    }

    /** CassandraContainer sets its own environment when it starts; ours overrides it. */
    override withEnvironment(environment: Record<string, string>): this {
      return super.withEnvironment({ ...environment, ...settings.environment });
    }

    protected override async beforeContainerCreated(): Promise<void> {
      signal?.throwIfAborted();
    }

    protected override async containerCreated(): Promise<void> {
      signal?.throwIfAborted();
    }

    protected override async containerStarting(): Promise<void> {
      signal?.throwIfAborted();
      signal?.addEventListener('abort', endContainer);
    }
  }

  // The wait for a line of the log has no signal; it ends with the log, which ends with the container.
  const endContainer = () =>
    void docker.client.container
      .getById(name)
      .kill()
      .catch(() => undefined);
  try {
    return await new NodeContainer()
      // Our reaper cleans up, without an image of its own that would have to be pulled.
      .withAutoCleanup(false)
      .withLabels(labelsOf(fixtureId))
      .withNetworkMode(network)
      // An alias would put the container into a second network, and the node would use its address there.
      .withName(name)
      .withHostname(name)
      .withCopyContentToContainer(settings.contents)
      // Its default health check runs cqlsh four times a second, without passwords and TLS.
      .withHealthCheck({ test: ['NONE'] as unknown as ['CMD', string], interval: 0, timeout: 0, retries: 0 })
      .withWaitStrategy(docker.testcontainers.Wait.forLogMessage(/Startup complete/))
      .withLogConsumer((stream) => createInterface({ input: stream }).on('line', onLogLine))
      .withStartupTimeout(startupTimeoutMs)
      .start();
  } finally {
    signal?.removeEventListener('abort', endContainer);
  }
}
