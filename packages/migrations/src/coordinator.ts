// The node that executes all statements of a migration: nodes that change the schema at the same time may end with different schemas.
import { setTimeout as pause } from 'node:timers/promises';
import type { AsyncResultSet, ExecuteOptions, Row, Session } from '@async-cassandra/core';
import { MigrationError, migrationErrorCode } from './migration-error';
import { serviceOf, type Service } from './service';

const firstPauseMs = 25;
const longestPauseMs = 500;
const agreementWaitMs = 60_000;
/** A service creates a table in half a minute, a large one takes longer to change. */
const usableWaitMs = 600_000;

interface Versions {
  readonly coordinator: string;
  /** The versions by the id of the node. */
  readonly peers: ReadonlyMap<string, string>;
}

export class Coordinator {
  readonly #session: Session;
  readonly #service: Service;
  #endpoint: string | undefined;

  constructor(session: Session) {
    this.#session = session;
    this.#service = serviceOf(session.observed.clusterName);
  }

  /** Whether the server takes the id of a table in CREATE TABLE. */
  get takesTableIds(): boolean {
    return this.#service.takesTableIds;
  }

  /** Executes on the node that was chosen first, as long as it is up. */
  async execute<R = Row>(
    query: string,
    parameters?: readonly unknown[],
    options?: ExecuteOptions,
  ): Promise<AsyncResultSet<R>> {
    const host = await this.#chosen();
    return this.#session.execute<R>(query, parameters, { ...this.#service.withLevels(options), host });
  }

  /**
   * Waits until the nodes that this session reaches have the same version of the schema, as the coordinator knows them.
   *
   * @throws MigrationError SCHEMA_DISAGREEMENT when they do not agree in time.
   */
  async untilSchemaAgrees(signal?: AbortSignal): Promise<void> {
    const end = performance.now() + agreementWaitMs;
    for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
      const others = await this.#disagreeing();
      if (others.length === 0) return;
      if (performance.now() > end) throw disagreement(others.join(', '));
      await pause(pauseMs, undefined, { signal });
    }
  }

  /**
   * Waits until what was changed in the keyspace can be used: a service may create tables after it has answered.
   *
   * @throws MigrationError SCHEMA_DISAGREEMENT when it cannot be used in time.
   */
  async untilUsable(keyspace: string, signal?: AbortSignal): Promise<void> {
    const end = performance.now() + usableWaitMs;
    for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
      const pending = await this.#service.pendingIn(keyspace, (query, parameters) => this.execute(query, parameters));
      if (pending.length === 0) return;
      if (performance.now() > end) throw notUsable(pending.join(', '));
      await pause(pauseMs, undefined, { signal });
    }
  }

  async #chosen(): Promise<string> {
    const isUp = this.#session.observed.nodes.some((node) => node.endpoint === this.#endpoint && node.isUp);
    if (this.#endpoint === undefined || !isUp) {
      const { executionInfo } = await this.#session.execute('SELECT host_id FROM system.local');
      this.#endpoint = executionInfo.coordinator;
    }
    return this.#endpoint!;
  }

  async #disagreeing(): Promise<string[]> {
    const { coordinator, peers } = await this.#versions();
    return this.#session.observed.nodes
      .filter(({ isUp, hostId }) => isUp && (peers.get(hostId) ?? coordinator) !== coordinator)
      .map(({ endpoint }) => endpoint);
  }

  async #versions(): Promise<Versions> {
    const read = async (table: string) =>
      (
        await this.execute<{ host_id: unknown; schema_version: unknown }>(
          `SELECT host_id, schema_version FROM ${table}`,
        )
      ).rows;
    const [[local], peers] = await Promise.all([read('system.local'), read('system.peers')]);
    return {
      coordinator: String(local?.schema_version),
      peers: new Map(peers.map(({ host_id, schema_version }) => [String(host_id), String(schema_version)])),
    };
  }
}

function notUsable(what: string): MigrationError {
  return new MigrationError(
    migrationErrorCode.schemaDisagreement,
    `The service is still changing the schema after ${usableWaitMs} ms (${what}): nothing more is run. Wait until it is done, then migrate again`,
  );
}

export function disagreement(whom: string, cause?: unknown): MigrationError {
  return new MigrationError(
    migrationErrorCode.schemaDisagreement,
    `The nodes do not have the same version of the schema (${whom}): nothing more is run. See that every node is up and reachable ` +
      `("nodetool describecluster" shows who differs), then migrate again`,
    { cause },
  );
}
