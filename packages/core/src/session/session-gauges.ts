// The gauges that metrics and monitors read while a session is open.
import type { Node } from '../connection/pool/node';
import type { ObservedSession, PreparedCacheCounts } from '../observability/metrics/observed-session';
import type { ClusterServices } from './cluster-services';
import type { SessionContext } from './session-context';

export class SessionGauges implements ObservedSession {
  readonly #cluster: ClusterServices;
  readonly #context: SessionContext;

  constructor(cluster: ClusterServices, context: SessionContext) {
    this.#cluster = cluster;
    this.#context = context;
  }

  get clusterName(): string | undefined {
    return this.#cluster.clusterName;
  }

  get protocolVersion(): number {
    return this.#cluster.protocolVersion;
  }

  get nodes(): readonly Node[] {
    return this.#cluster.nodes;
  }

  get requests(): ObservedSession['requests'] {
    const { active, queued } = this.#context.admission;
    return { inFlight: active, queued };
  }

  get openStreams(): number {
    return this.#context.streams.size;
  }

  get preparedCache(): PreparedCacheCounts {
    return this.#cluster.prepared;
  }
}
