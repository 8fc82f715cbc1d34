// A control connection of a test's own, and what its listener heard.
import { policies } from '../../src/driver/policies';
import type { Endpoint } from '../../src/connection/endpoint';
import type { Node } from '../../src/connection/pool/node';
import { VersionChoice } from '../../src/connection/version-choice';
import {
  ControlConnection,
  type ControlConnectionListener,
  type ControlConnectionOptions,
} from '../../src/control/control-connection';
import type { SchemaChange } from '../../src/protocol/responses/schema-change';

// As it is before a test watches or replaces it.
const { setTimeout, clearTimeout } = globalThis;
/** Ends only a wait without an end: on a machine that is very busy, seconds become minutes. */
const lastLimitMs = 4 * 60_000;

export class Heard implements ControlConnectionListener {
  readonly added: Node[] = [];
  readonly removed: Node[] = [];
  readonly hints: Node[] = [];
  readonly schemaChanges: SchemaChange[] = [];
  readonly outdated: (SchemaChange | undefined)[] = [];
  readonly warnings: string[] = [];
  readonly #waiting = new Set<() => void>();

  nodeAdded(node: Node): void {
    this.added.push(node);
    this.#tell();
  }

  nodeRemoved(node: Node): void {
    this.removed.push(node);
    this.#tell();
  }

  nodeUpHint(node: Node): void {
    this.hints.push(node);
    this.#tell();
  }

  schemaChanged(change: SchemaChange): void {
    this.schemaChanges.push(change);
    this.#tell();
  }

  schemaOutdated(change?: SchemaChange): void {
    this.outdated.push(change);
    this.#tell();
  }

  warning(message: string, error?: unknown): void {
    this.warnings.push(error instanceof Error ? `${message}: ${error.message}` : message);
    this.#tell();
  }

  /** Resolves when the condition holds, looked at whenever something is heard. When it has not held for too long, it says what was heard. */
  until(condition: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        const { added, removed, hints, schemaChanges } = this;
        const counts = JSON.stringify([added, removed, hints, schemaChanges].map(({ length }) => length));
        const heard = `added, removed, hints, changes of the schema: ${counts}; warnings: ${this.warnings.join('; ')}`;
        reject(new Error(`Waited ${lastLimitMs / 1000} s until ${String(condition)}. Heard: ${heard}`));
      }, lastLimitMs);
      timer.unref();
      const look = (): void => {
        if (!condition()) return;
        this.#waiting.delete(look);
        clearTimeout(timer);
        resolve();
      };
      this.#waiting.add(look);
      look();
    });
  }

  #tell(): void {
    for (const look of [...this.#waiting]) look();
  }
}

export function controlOptions(
  contactPoints: readonly Endpoint[],
  changes: Partial<ControlConnectionOptions> = {},
): ControlConnectionOptions {
  return {
    connection: {
      versions: new VersionChoice(process.env['CASSANDRA_PROTOCOL_VERSION'] === '4' ? [4] : [5]),
      connectTimeoutMs: 15_000,
      idleHeartbeatIntervalMs: 0,
      maxRequestsPerConnection: 128,
      maxOrphanedRequests: 64,
      clientId: '7d444840-9dc0-11d1-b245-5ffdce74fad2',
    },
    resolveContactPoints: () => Promise.resolve(contactPoints),
    reconnectionPolicy: new policies.reconnection.ConstantReconnectionPolicy(10),
    controlConnectionTimeoutMs: 60_000,
    maxSchemaAgreementWaitMs: 60_000,
    schemaEventRefreshWindowMs: 50,
    topologyEventRefreshWindowMs: 50,
    statusEventRefreshWindowMs: 50,
    ...changes,
  };
}

/** Connected; `await using` closes it. */
export async function openControl(
  contactPoints: readonly Endpoint[],
  changes?: Partial<ControlConnectionOptions>,
): Promise<{ control: ControlConnection; heard: Heard } & AsyncDisposable> {
  const heard = new Heard();
  const control = new ControlConnection(controlOptions(contactPoints, changes), heard);
  await control.connect(new AbortController().signal);
  return { control, heard, [Symbol.asyncDispose]: () => control.close() };
}
