// Where the replicas of a token are: by the ring, or for a table of ScyllaDB with tablets by what the server told of them.
import type { ServerExtensions } from '../connection/server-extensions';
import type { Node } from '../connection/pool/node';
import type { Metadata } from '../control/metadata';
import type { ReplicaSource, TokenHalves } from '../policies/query-plan';
import type { SchemaChange } from '../protocol/responses/schema-change';
import { readTablet } from '../routing/tablet-payload';
import { Tablets } from '../routing/tablets';
import type { LearntTablets } from '../session/cluster-services';

/** The parts of a cluster that know its nodes and its ring. */
export interface RoutedCluster {
  readonly nodes: readonly Node[];
  readonly metadata: Metadata;
}

export class ClusterReplicas implements ReplicaSource, LearntTablets {
  /** Undefined until the server tells of a tablet. */
  tablets: Tablets<Node> | undefined = undefined;
  readonly #cluster: RoutedCluster;
  readonly #extensions: ServerExtensions | undefined;

  constructor(cluster: RoutedCluster, extensions: ServerExtensions | undefined) {
    this.#cluster = cluster;
    this.#extensions = extensions;
  }

  replicasOf(keyspace: string, { high, low }: TokenHalves): readonly Node[] | undefined {
    return this.#cluster.metadata.findReplicas(keyspace, high, low);
  }

  learn(keyspace: string, table: string, payload: Buffer): void {
    const tablet = this.#extensions?.sendsTablets === true ? readTablet(payload) : undefined;
    if (tablet === undefined) return;
    this.tablets ??= new Tablets();
    this.tablets.learn(keyspace, table, tablet, this.#cluster.nodes);
  }

  /** Forgets the tablets of what changed; without a change all of them, because events may have been missed. */
  schemaChanged(change: SchemaChange | undefined): void {
    if (change === undefined) this.tablets?.clear();
    else if (change.target === 'KEYSPACE') this.tablets?.forget(change.keyspace);
    else if (change.target === 'TABLE') this.tablets?.forget(change.keyspace, change.name);
  }

  /** A tablet holds its nodes, and may have moved with them. */
  nodesChanged(): void {
    this.tablets?.clear();
  }
}
