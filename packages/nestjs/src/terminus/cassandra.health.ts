import { ConfigurationError, type AsyncCassandraSession, type AsyncCluster } from '@async-cassandra/core';
import { Injectable, type InjectionToken, type Type } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { HealthIndicatorService, type HealthIndicatorResult } from '@nestjs/terminus';
import { defaultConnectionName, getClusterToken, getSessionToken } from '../cassandra.tokens';

export interface CassandraPingOptions {
  /** The name of the connection. Default: the one without a name. */
  readonly connection?: string;
  /** Milliseconds that the query may take; of a lazy connection, connecting included. Default: 1,000. */
  readonly timeoutMs?: number;
  /** Nodes that have to be connected. Default: 1. */
  readonly minNodesUp?: number;
}

const defaultTimeoutMs = 1000;

/**
 * Whether Cassandra answers: by a query, not by the state of a socket. Tells how many nodes are connected, of those that the
 * load balancing uses.
 *
 * @example
 * @Get('health')
 * @HealthCheck()
 * check() {
 *   return this.health.check([() => this.cassandra.pingCheck('cassandra', { minNodesUp: 2 })]);
 * }
 */
@Injectable()
export class CassandraHealthIndicator {
  readonly #indicators: HealthIndicatorService;
  readonly #moduleRef: ModuleRef;

  constructor(indicators: HealthIndicatorService, moduleRef: ModuleRef) {
    this.#indicators = indicators;
    this.#moduleRef = moduleRef;
  }

  /** Never rejects: what is wrong is the `message` of a result that is down. */
  async pingCheck<Key extends string>(
    key: Key,
    options: CassandraPingOptions = {},
  ): Promise<HealthIndicatorResult<Key>> {
    const { connection = defaultConnectionName, timeoutMs = defaultTimeoutMs, minNodesUp = 1 } = options;
    const indicator = this.#indicators.check(key);
    let cluster: AsyncCluster | undefined;
    try {
      cluster = this.#find<AsyncCluster>(getClusterToken(connection), connection);
      const session = this.#find<AsyncCassandraSession>(getSessionToken(connection), connection);
      await session.execute('SELECT key FROM system.local', [], { timeoutMs });
    } catch (error) {
      return indicator.down({ message: (error as Error).message, ...countNodes(cluster) });
    }
    const counts = countNodes(cluster);
    if (counts.nodesUp >= minNodesUp) return indicator.up(counts);
    return indicator.down({ message: `${counts.nodesUp} nodes are connected, ${minNodesUp} have to be`, ...counts });
  }

  #find<T>(token: InjectionToken, connection: string): T {
    try {
      return this.#moduleRef.get<T>(token as Type<T>, { strict: false });
    } catch (cause) {
      throw new ConfigurationError(`There is no Cassandra connection named '${connection}'`, { cause });
    }
  }
}

function countNodes(cluster: AsyncCluster | undefined): { readonly nodesUp: number; readonly nodes: number } {
  const nodes = (cluster?.nodes ?? []).filter(({ isIgnored }) => !isIgnored);
  return { nodesUp: nodes.filter(({ isUp }) => isUp).length, nodes: nodes.length };
}
