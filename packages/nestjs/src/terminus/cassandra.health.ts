import { ConfigurationError, type AsyncCassandraSession, type AsyncCluster } from '@async-cassandra/core';
import { complaintAbout } from '@async-cassandra/core/options';
import { Injectable, type InjectionToken, type Type } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { HealthIndicatorService, type HealthIndicatorResult } from '@nestjs/terminus';
import { pingBag } from '../connection/option-bags';
import { withinTime } from '../connection/within-time';
import { toHttpError } from '../errors/http-error';
import { SafeLogger } from '../safe-logger';
import { defaultConnectionName, getClusterToken, getSessionToken } from '../cassandra.tokens';

export interface CassandraPingOptions {
  /** The name of the connection. Default: the default connection. */
  readonly connection?: string;
  /** The timeout of the query in milliseconds; for a lazy connection including connecting. Default: 1,000. */
  readonly timeoutMs?: number;
  /** The number of nodes that must be connected. Default: 1. */
  readonly minNodesUp?: number;
}

const defaultTimeoutMs = 1000;
/** Our own sessions time out by themselves, with a more detailed error. */
const graceMs = 100;

class UnknownConnection extends ConfigurationError {}

/**
 * Checks whether Cassandra answers: by a query, not by the state of a socket. Reports how many of the nodes that the load balancing uses are
 * connected. Of an error it reports the kind, and logs the rest: addresses of nodes are not public.
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
  readonly #logger = new SafeLogger(CassandraHealthIndicator.name);

  constructor(indicators: HealthIndicatorService, moduleRef: ModuleRef) {
    this.#indicators = indicators;
    this.#moduleRef = moduleRef;
  }

  /** Never rejects: the problem is the `message` of a result that is down. */
  async pingCheck<Key extends string>(
    key: Key,
    options: CassandraPingOptions = {},
  ): Promise<HealthIndicatorResult<Key>> {
    const indicator = this.#indicators.check(key);
    const complaint = complaintAbout(pingBag, options);
    if (complaint !== undefined) return indicator.down({ message: complaint });
    const { connection = defaultConnectionName, timeoutMs = defaultTimeoutMs, minNodesUp = 1 } = options;
    let cluster: AsyncCluster | undefined;
    try {
      cluster = this.#find<AsyncCluster>(getClusterToken(connection), connection);
      const session = this.#find<AsyncCassandraSession>(getSessionToken(connection), connection);
      // The session may be the application's own, without a time limit.
      const query = async (): Promise<unknown> => session.execute('SELECT key FROM system.local', [], { timeoutMs });
      await withinTime(query(), timeoutMs + graceMs, 'The query');
    } catch (error) {
      return indicator.down({ ...this.#toldOf(key, error), ...countNodes(cluster) });
    }
    const counts = countNodes(cluster);
    if (counts.nodesUp >= minNodesUp) return indicator.up(counts);
    return indicator.down({ message: `${counts.nodesUp} nodes are connected, ${minNodesUp} have to be`, ...counts });
  }

  #toldOf(key: string, error: unknown): { readonly message: string; readonly reason?: string } {
    if (error instanceof UnknownConnection) return { message: error.message };
    this.#logger.warn(`${key} is down: ${String(error)}`);
    const { message, reason } = toHttpError(error);
    return reason === undefined ? { message: 'The query failed' } : { message, reason };
  }

  #find<T>(token: InjectionToken, connection: string): T {
    try {
      return this.#moduleRef.get<T>(token as Type<T>, { strict: false });
    } catch (cause) {
      throw new UnknownConnection(`There is no Cassandra connection named '${connection}'`, { cause });
    }
  }
}

function countNodes(cluster: AsyncCluster | undefined): { readonly nodesUp: number; readonly nodes: number } {
  const nodes = (cluster?.nodes ?? []).filter(({ isIgnored }) => !isIgnored);
  return { nodesUp: nodes.filter(({ isUp }) => isUp).length, nodes: nodes.length };
}
