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
}

/** Starts the container of one node, and waits until its log reports a complete startup. */
export function startNodeContainer(docker: Docker, options: NodeContainerOptions): Promise<StartedTestContainer> {
  const { image, fixtureId, network, name, hostPort, settings, startupTimeoutMs, onLogLine } = options;
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
  }

  return (
    new NodeContainer()
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
      .start()
  );
}
