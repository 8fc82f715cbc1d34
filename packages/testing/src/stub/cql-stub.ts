import type { WaitOptions } from '../condition-waiters';
import { protocolFrom } from '../environment';
import { refuseUnknown } from '../known-options';
import type { StubCredentials } from './password-authentication';
import type { StubClusterOptions, StubDriverOptions } from './client-options';
import type { ReceivedRequest } from './received-request';
import type { SchemaChange } from './reply';
import { isExecution, type RequestMatcher, requestPredicate } from './request-matcher';
import { RequestRecord } from './request-record';
import { isSystemQuery } from './select-statement';
import type { StubConnection } from './stub-connection';
import type { StubEvent } from './stub-event';
import { openNodes } from './stub-listeners';
import type { StubNode } from './stub-node';
import { type StubCluster, type StubNodeOptions } from './stub-node';
import type { StubRule } from './stub-rule';
import { nextVersion, type StubSchema, type SystemRow } from './stub-schema';
import { StubScript } from './stub-script';
import { SystemTables } from './system-tables';
import type { TypeName } from './wire/cql-type';

/** The options of `CqlStub.start`. */
export interface CqlStubOptions {
  /** The number of nodes, or the options of each node. Default: 1. */
  readonly nodes?: number | readonly StubNodeOptions[];
  /** The port of the nodes. Default: a free port. */
  readonly port?: number;
  readonly clusterName?: string;
  /** The keyspaces, tables and types in `system_schema`. */
  readonly schema?: StubSchema;
  /** The user name and password that the stub requires. Default: no authentication. */
  readonly credentials?: StubCredentials;
  /** Whether SUPPORTED offers LZ4. Default: true. */
  readonly compression?: boolean;
  /** The accepted protocol versions. Default: [3, 4, 5]. Without 5, the stub lacks the tables and columns that Cassandra 4.0 added. */
  readonly protocolVersions?: readonly number[];
  /** The most requests that are recorded; the oldest are dropped. Default: 100,000. */
  readonly maxRecordedRequests?: number;
  /** The most bytes of recorded requests. Default: 64 MiB. */
  readonly maxRecordedBytes?: number;
  /** The most connections to a node. Default: 1,024. */
  readonly maxConnections?: number;
}

/** A violation of the protocol by the client: on the connection of this number, of the node of this index. */
export interface StubViolation {
  readonly node: number;
  readonly connection: number;
  readonly error: Error;
}

const maxViolations = 1000;

/**
 * A scripted CQL server in this process: one or several nodes that speak native protocol v5 (and v4), answer the queries of a
 * connecting client by themselves, and all other requests as the script defines. Records all requests.
 *
 * @example
 * await using stub = await CqlStub.start();
 * stub.when('SELECT name FROM users WHERE id = ?').variables({ id: 'int' }).reply(rows({ name: 'text' }, [['ada']]));
 */
export class CqlStub implements AsyncDisposable {
  readonly #options: CqlStubOptions;
  readonly #script: StubScript;
  readonly #record: RequestRecord;
  readonly #systemTables: SystemTables;
  readonly #violations: StubViolation[] = [];
  readonly #cluster: StubCluster;
  #nodes: StubNode[] = [];
  #schemaVersion = '5ca1ab1e-0000-4000-8000-000000000000';

  private constructor(options: CqlStubOptions) {
    this.#options = options;
    this.#record = new RequestRecord(
      options.maxRecordedRequests ?? 100_000,
      options.maxRecordedBytes ?? 64 * 1024 * 1024,
    );
    this.#script = new StubScript(this.#record);
    this.#systemTables = new SystemTables(
      options.clusterName ?? 'stub',
      () => this.#nodes,
      options.schema ?? {},
      options.protocolVersions?.every((version) => version < 5),
    );
    this.#cluster = this.#createCluster();
  }

  /** Starts the nodes. @throws when a port is in use. */
  static async start(options: CqlStubOptions = {}): Promise<CqlStub> {
    refuseUnknown('CqlStub.start', options);
    const stub = new CqlStub(options);
    const { nodes = 1 } = options;
    const nodeOptions = typeof nodes === 'number' ? Array.from({ length: nodes }, () => ({})) : nodes;
    stub.#nodes = await openNodes(nodeOptions, options, stub.#cluster);
    return stub;
  }

  get nodes(): readonly StubNode[] {
    return this.#nodes;
  }

  /** Returns the node with this index, from 0. @throws RangeError when it does not exist. */
  node(index: number): StubNode {
    const node = this.#nodes.find((candidate) => candidate.index === index);
    if (node === undefined) {
      throw new RangeError(`The stub has no node ${index}; nodes: ${this.#nodes.map((each) => each.index).join(', ')}`);
    }
    return node;
  }

  /** The address of each node, with its port if the ports differ. */
  get contactPoints(): string[] {
    const ports = new Set(this.#nodes.map((node) => node.port));
    return this.#nodes.map((node) => (ports.size > 1 ? node.endpoint : node.address));
  }

  /** The port of the first node. */
  get port(): number {
    return this.#nodes[0]!.port;
  }

  get localDatacenter(): string {
    return this.#nodes[0]!.datacenter;
  }

  /** Options for `new AsyncCluster(...)`. */
  clusterOptions(): StubClusterOptions {
    const { contactPoints, port, localDatacenter } = this;
    const { credentials } = this.#options;
    const authProvider = credentials && { authProvider: credentials };
    return { contactPoints, port, localDatacenter, ...authProvider, ...protocolFrom(process.env) };
  }

  /** Options for `new Client(...)` of cassandra-driver. */
  driverOptions(): StubDriverOptions {
    const { contactPoints, port, localDatacenter: localDataCenter } = this;
    const { credentials } = this.#options;
    return { contactPoints, protocolOptions: { port }, localDataCenter, ...(credentials && { credentials }) };
  }

  /** Starts a rule for the requests that `matcher` selects. */
  when(matcher: RequestMatcher): StubRule {
    return this.#script.add(matcher);
  }

  /** Removes all rules. */
  clearScript(): void {
    this.#script.clear();
  }

  /** The received requests, the oldest first, including handshakes and system queries. */
  get requests(): readonly ReceivedRequest[] {
    return this.#record.all;
  }

  /** The received QUERY, EXECUTE and BATCH requests, without queries of system tables. */
  get executions(): readonly ReceivedRequest[] {
    return this.#record.all.filter(isOwnExecution);
  }

  /** The number of received requests, including dropped ones. */
  get requestCount(): number {
    return this.#record.total;
  }

  clearRequests(): void {
    this.#record.clear();
  }

  /**
   * Waits until `count` requests that match `what` have been received, and returns them; earlier requests count too.
   * `received(3)` waits for three QUERY, EXECUTE or BATCH requests, without queries of system tables.
   */
  received(
    what: RequestMatcher | number,
    count = typeof what === 'number' ? what : 1,
    options?: WaitOptions,
  ): Promise<ReceivedRequest[]> {
    return this.#record.received(typeof what === 'number' ? isOwnExecution : requestPredicate(what), count, options);
  }

  /** Protocol violations by clients, up to a limit. Empty for a correct client. */
  get violations(): readonly StubViolation[] {
    return this.#violations;
  }

  /** The connections that are open now. */
  get connections(): readonly StubConnection[] {
    return this.#nodes.flatMap((node) => node.connections);
  }

  /** Waits until `condition` holds for the open connections, or, for a number, until there are exactly that many. */
  connectionsAre(
    condition: number | ((connections: readonly StubConnection[]) => boolean),
    options?: WaitOptions,
  ): Promise<readonly StubConnection[]> {
    const holds =
      typeof condition === 'function'
        ? condition
        : (connections: readonly StubConnection[]) => connections.length === condition;
    const description =
      typeof condition === 'number' ? `${condition} open connection(s)` : 'a state of its connections';
    return this.#record.until(
      description,
      () => {
        const { connections } = this;
        return holds(connections) ? connections : undefined;
      },
      options,
    );
  }

  /** Replaces the schema in `system_schema`. The schema version changes with it. */
  setSchema(schema: StubSchema): void {
    this.#systemTables.setSchema(schema);
    this.#schemaVersion = nextVersion(this.#schemaVersion);
  }

  /** Replaces the rows of a system table, `setTable('system_schema.functions', [...])`. A table that the stub does not know also needs `columns`. */
  setTable(qualifiedName: string, rows: readonly SystemRow[], columns?: Readonly<Record<string, TypeName>>): void {
    this.#systemTables.setTable(qualifiedName, rows, columns);
  }

  /** Sends an event to every connection that registered for its type. Returns the number of these connections. */
  sendEvent(event: StubEvent): number {
    const registered = this.connections.filter((connection) => connection.eventTypes.includes(event.type));
    registered.forEach((connection) => connection.sendEvent(event));
    return registered.length;
  }

  /** Sends a STATUS_CHANGE event about a node: see `sendEvent`. The node itself does not change. */
  sendStatusChange(change: 'UP' | 'DOWN', node: StubNode): number {
    return this.sendEvent({ type: 'STATUS_CHANGE', change, address: node.address, port: node.port });
  }

  /** Sends a TOPOLOGY_CHANGE event about a node: see `sendEvent`. The nodes themselves do not change. */
  sendTopologyChange(change: 'NEW_NODE' | 'REMOVED_NODE' | 'MOVED_NODE', node: StubNode): number {
    return this.sendEvent({ type: 'TOPOLOGY_CHANGE', change, address: node.address, port: node.port });
  }

  /** Sends a SCHEMA_CHANGE event: see `sendEvent`. The schema itself does not change. */
  sendSchemaChange(change: SchemaChange): number {
    return this.sendEvent({ type: 'SCHEMA_CHANGE', ...change });
  }

  /** Starts a new node, which appears in the peers tables of the others. Sends no event. */
  async addNode(options: StubNodeOptions = {}): Promise<StubNode> {
    const next = Math.max(-1, ...this.#nodes.map((node) => node.index)) + 1;
    const [node] = await openNodes([options], { ...this.#options, port: this.port }, this.#cluster, next);
    this.#nodes = [...this.#nodes, node!];
    return node!;
  }

  /** Stops a node and removes it from the peers tables. Sends no event. */
  async removeNode(node: StubNode): Promise<void> {
    this.#nodes = this.#nodes.filter((other) => other !== node);
    await node.stop();
  }

  /** Breaks every connection, stops listening, and fails all waits. Idempotent. */
  async close(): Promise<void> {
    this.#record.close();
    await Promise.all(this.#nodes.map((node) => node.stop()));
  }

  /** Calls `close`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #createCluster(): StubCluster {
    let requests = 0;
    let connections = 0;
    const schemaVersion = (): string => this.#schemaVersion;
    return {
      script: this.#script,
      record: this.#record,
      systemTables: this.#systemTables,
      credentials: this.#options.credentials ?? null,
      offersCompression: this.#options.compression ?? true,
      maxConnections: this.#options.maxConnections ?? 1024,
      get schemaVersion() {
        return schemaVersion();
      },
      nextRequestIndex: () => requests++,
      nextConnectionId: () => connections++,
      onViolation: (connection, error) => {
        if (this.#violations.length < maxViolations) {
          this.#violations.push({ node: connection.node, connection: connection.id, error });
        }
        this.#record.changed();
      },
    };
  }
}

function isOwnExecution(request: ReceivedRequest): boolean {
  return isExecution(request) && !isSystemQuery(request.query ?? '');
}
