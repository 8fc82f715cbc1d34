// A control connection of a test's own, and what its listener heard.
import { policies } from '../../src/driver/policies';
import type { Endpoint } from '../../src/connection/endpoint';
import type { Node } from '../../src/connection/pool/node';
import {
  ControlConnection,
  type ControlConnectionListener,
  type ControlConnectionOptions,
} from '../../src/control/control-connection';
import type { SchemaChange } from '../../src/protocol/responses/schema-change';

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

  /** Resolves when the condition holds, looked at whenever something is heard. */
  until(condition: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!condition()) return;
        this.#waiting.delete(look);
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
      connectTimeoutMs: 5000,
      idleHeartbeatIntervalMs: 0,
      maxRequestsPerConnection: 128,
      maxOrphanedRequests: 64,
      clientId: '7d444840-9dc0-11d1-b245-5ffdce74fad2',
    },
    resolveContactPoints: () => Promise.resolve(contactPoints),
    reconnectionPolicy: new policies.reconnection.ConstantReconnectionPolicy(10),
    controlConnectionTimeoutMs: 10_000,
    maxSchemaAgreementWaitMs: 10_000,
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
