// The metadata of the cluster: the keyspaces with their contents, the token ring and the replicas. The control
// connection keeps it up to date. Names and shapes follow cassandra-driver's `metadata.Metadata`.
import { murmur3Token } from '../routing/murmur3';
import type { Node } from '../connection/pool/node';
import { freezeAll } from '../protocol/freeze-all';
import type { SchemaChange } from '../protocol/responses/schema-change';
import type { DescribeOptions } from './describe-options';
import { describeSchema } from './describe-schema';
import { RefreshQueue } from './refresh-queue';
import { Replicas } from '../routing/replicas';
import type { ReplicationStrategy } from '../routing/replication';
import { KeyspaceSchema } from './schema/keyspace-schema';
import { replicationOf, type KeyspaceMetadata } from './schema/keyspace-metadata';
import type { Aggregate, SchemaFunction } from './schema/schema-function';
import { SchemaReader } from './schema/schema-reader';
import type { MaterializedView, TableMetadata } from './schema/table-metadata';
import { toRecord } from './schema/to-record';
import type { Udt } from './schema/user-types';
import type { SystemQuery } from './system-query';
import { Token } from '../routing/token';
import { TokenRange } from '../routing/token-range';
import type { TokenRing } from '../routing/token-ring';
import { withDeadline } from '../waiting/with-deadline';

/** The options of calls that read metadata from the server. */
export interface MetadataCallOptions {
  /** Stops waiting: the call rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** The services of the control connection for its metadata. */
export interface MetadataSource {
  readonly query: SystemQuery;
  checkSchemaAgreement(): Promise<boolean>;
}

interface Keyspace {
  readonly metadata: KeyspaceMetadata;
  readonly schema: KeyspaceSchema;
  readonly replication: ReplicationStrategy | undefined;
  /** The replicas on the current ring. Absent when not computed yet, or not known. */
  replicas?: Replicas<Node> | undefined;
}

/**
 * The schema and the token ring of a cluster: `cluster.metadata`. Tables, types, views, functions and aggregates are read from
 * the cluster on first use, cached, and read again after they changed. Replicas are known for SimpleStrategy and NetworkTopologyStrategy on a cluster with
 * Murmur3Partitioner, the default. With another partitioner there are no tokens, and requests are not routed by token.
 *
 * @example
 * const table = await cluster.metadata.getTable('shop', 'users');
 * console.log(table?.partitionKeys.map(({ name }) => name));
 */
export class Metadata {
  readonly #source: MetadataSource;
  readonly #reader: SchemaReader;
  readonly #refreshes = new RefreshQueue();
  #keyspaces: ReadonlyMap<string, Keyspace> = new Map();
  #keyspacesByName: Readonly<Record<string, KeyspaceMetadata>> = {};
  #ring: TokenRing<Node> | undefined;
  readonly #replicasByStrategy = new Map<string, Replicas<Node>>();

  private constructor(source: MetadataSource) {
    this.#source = source;
    this.#reader = new SchemaReader(source.query);
  }

  /** @internal */
  static create(source: MetadataSource): Metadata {
    return new Metadata(source);
  }

  /** Every keyspace by its exact name, including virtual keyspaces. */
  get keyspaces(): Readonly<Record<string, KeyspaceMetadata>> {
    return this.#keyspacesByName;
  }

  /** Returns the columns, keys, indexes and properties of a table, also of a virtual one. `null` when the table does not exist. */
  getTable(keyspace: string, name: string, options?: MetadataCallOptions): Promise<TableMetadata | null> {
    return this.#inKeyspace(keyspace, (schema) => schema.table(name), null, options);
  }

  /** Returns a user-defined type. `null` when it does not exist. */
  getUdt(keyspace: string, name: string, options?: MetadataCallOptions): Promise<Udt | null> {
    return this.#inKeyspace(keyspace, (schema) => schema.userType(name), null, options);
  }

  /** Returns a materialized view. `null` when it does not exist. */
  getMaterializedView(keyspace: string, name: string, options?: MetadataCallOptions): Promise<MaterializedView | null> {
    return this.#inKeyspace(keyspace, (schema) => schema.view(name), null, options);
  }

  /** Returns the functions of this name, one for each signature; empty when there are none. */
  getFunctions(keyspace: string, name: string, options?: MetadataCallOptions): Promise<readonly SchemaFunction[]> {
    return this.#inKeyspace(keyspace, (schema) => schema.functions(name), [], options);
  }

  /** Returns the function with exactly these argument types, such as `['int', 'list<text>']`. `null` when it does not exist. */
  async getFunction(
    keyspace: string,
    name: string,
    signature: readonly string[],
    options?: MetadataCallOptions,
  ): Promise<SchemaFunction | null> {
    return withSignature(await this.getFunctions(keyspace, name, options), signature);
  }

  /** Returns the aggregates of this name, one for each signature; empty when there are none. */
  getAggregates(keyspace: string, name: string, options?: MetadataCallOptions): Promise<readonly Aggregate[]> {
    return this.#inKeyspace(keyspace, (schema) => schema.aggregates(name), [], options);
  }

  /** Returns the aggregate with exactly these argument types. `null` when it does not exist. */
  async getAggregate(
    keyspace: string,
    name: string,
    signature: readonly string[],
    options?: MetadataCallOptions,
  ): Promise<Aggregate | null> {
    return withSignature(await this.getAggregates(keyspace, name, options), signature);
  }

  /**
   * Returns the nodes that hold a partition, the primary replica first. Give the partition by its token, by a range (then its end
   * counts), or by its encoded key. Without a keyspace: the owner of the token. `null` when the keyspace or its replicas are not
   * known.
   */
  getReplicas(keyspace: string | null | undefined, token: Token | TokenRange | Buffer): readonly Node[] | null {
    if (this.#ring === undefined) return null;
    const { high, low } =
      token instanceof TokenRange ? token.end : Buffer.isBuffer(token) ? murmur3Token(token) : token;
    if (keyspace) return this.findReplicas(keyspace, high, low) ?? null;
    return this.#ring.size === 0 ? [] : [this.#ring.ownerAt(this.#ring.indexOf(high, low))];
  }

  /** @internal For every routed request: the same as getReplicas, without allocations. */
  findReplicas(keyspace: string, high: number, low: number): readonly Node[] | undefined {
    const entry = this.#keyspaces.get(keyspace);
    return entry === undefined ? undefined : this.#replicasOf(entry)?.of(high, low);
  }

  /** Returns the ranges between the tokens of the ring; empty when the tokens are not known. */
  getTokenRanges(): ReadonlySet<TokenRange> {
    return new Set(this.#ring?.ranges());
  }

  /** Returns the ranges of which the node holds a replica. `null` when the keyspace or its replicas are not known. */
  getTokenRangesForHost(keyspace: string, host: Node): ReadonlySet<TokenRange> | null {
    const entry = this.#keyspaces.get(keyspace);
    const replicas = entry === undefined ? undefined : this.#replicasOf(entry);
    if (this.#ring === undefined || replicas === undefined) return null;
    const { size } = this.#ring;
    return new Set(this.#ring.ranges().filter((_, i) => replicas.at((i + 1) % size).includes(host)));
  }

  /** Returns the token of an encoded partition key (or of its components, when they are the whole key), or parses a token's text. */
  newToken(components: Buffer | readonly Buffer[] | string): Token {
    if (typeof components === 'string') return Token.parse(components);
    const { high, low } = murmur3Token(Buffer.isBuffer(components) ? components : Buffer.concat(components));
    return new Token(high, low);
  }

  /** Returns the range from `start` (exclusive) to `end` (inclusive). */
  newTokenRange(start: Token, end: Token): TokenRange {
    return new TokenRange(start, end);
  }

  /**
   * Returns the CQL that creates the keyspace with everything in it, or one of its tables, views, types, functions, aggregates or indexes,
   * as the server writes it; a server without DESCRIBE, which Cassandra has since 4.0, has it written from its tables of the schema. Each
   * statement ends in `;`, with an empty line between two. They can be executed in this order.
   *
   * @example
   * const text = await cluster.metadata.describe('shop', { table: 'items' });
   * @throws ConfigurationError when more than one name is given.
   * @throws InvalidRequestError of the server when the keyspace or the name does not exist; QueryError from a server without DESCRIBE.
   */
  async describe(keyspace: string, options: DescribeOptions = {}): Promise<string> {
    return withDeadline(describeSchema(this.#source.query, keyspace, options), { signal: options.signal });
  }

  /** Resolves with whether the nodes that are up have the same version of the schema now. `false` also when that could not be determined. */
  checkSchemaAgreement(options?: MetadataCallOptions): Promise<boolean> {
    return withDeadline(
      this.#source.checkSchemaAgreement().catch(() => false),
      { signal: options?.signal },
    );
  }

  /** Reads a keyspace again, and discards the cached tables, types, views, functions and aggregates. */
  refreshKeyspace(name: string, options?: MetadataCallOptions): Promise<void> {
    return withDeadline(
      this.#refreshes.request(`keyspace ${name}`, () => this.#readKeyspace(name)),
      { signal: options?.signal },
    );
  }

  /** Reads the list of keyspaces again, and discards everything cached of their contents. */
  refreshKeyspaces(options?: MetadataCallOptions): Promise<void> {
    return withDeadline(
      this.#refreshes.request('all keyspaces', () => this.#readKeyspaces()),
      { signal: options?.signal },
    );
  }

  /** @internal Discards what a change made outdated: it is read again on the next use. */
  forget(change: SchemaChange): void {
    this.#keyspaces.get(change.keyspace)?.schema.forget(change);
  }

  /** @internal Sets the ring. `undefined`: the cluster's partitioner is not Murmur3Partitioner. */
  setRing(ring: TokenRing<Node> | undefined): void {
    this.#ring = ring;
    this.#replicasByStrategy.clear();
    for (const keyspace of this.#keyspaces.values()) keyspace.replicas = undefined;
  }

  async #inKeyspace<T>(
    name: string,
    read: (schema: KeyspaceSchema) => Promise<T>,
    absent: T,
    options: MetadataCallOptions | undefined,
  ): Promise<T> {
    // A new keyspace may not have been announced yet.
    if (!this.#keyspaces.has(name)) await this.refreshKeyspace(name, options);
    const keyspace = this.#keyspaces.get(name);
    return keyspace === undefined ? absent : await withDeadline(read(keyspace.schema), { signal: options?.signal });
  }

  async #readKeyspace(name: string): Promise<void> {
    const metadata = await this.#reader.keyspace(name);
    const keyspaces = new Map(this.#keyspaces);
    if (metadata === undefined) keyspaces.delete(name);
    else keyspaces.set(name, this.#newKeyspace(metadata));
    this.#setKeyspaces(keyspaces);
  }

  async #readKeyspaces(): Promise<void> {
    const all = await this.#reader.keyspaces();
    this.#setKeyspaces(new Map(all.map((metadata) => [metadata.name, this.#newKeyspace(metadata)])));
  }

  #newKeyspace(metadata: KeyspaceMetadata): Keyspace {
    return { metadata, schema: new KeyspaceSchema(this.#reader, metadata), replication: replicationOf(metadata) };
  }

  #setKeyspaces(keyspaces: ReadonlyMap<string, Keyspace>): void {
    this.#keyspaces = keyspaces;
    this.#keyspacesByName = freezeAll(
      toRecord(new Map([...keyspaces].map(([name, { metadata }]) => [name, metadata]))),
    );
    this.#replicasByStrategy.clear();
  }

  /** Keyspaces with the same replication share their replicas. */
  #replicasOf(keyspace: Keyspace): Replicas<Node> | undefined {
    if (keyspace.replicas !== undefined) return keyspace.replicas;
    if (this.#ring === undefined || keyspace.replication === undefined) return undefined;
    const { strategy, strategyOptions } = keyspace.metadata;
    const key = JSON.stringify([strategy, strategyOptions]);
    let replicas = this.#replicasByStrategy.get(key);
    if (replicas === undefined) {
      replicas = new Replicas(this.#ring, keyspace.replication);
      this.#replicasByStrategy.set(key, replicas);
    }
    keyspace.replicas = replicas;
    return replicas;
  }
}

function withSignature<F extends { readonly signature: readonly string[] }>(
  found: readonly F[],
  signature: readonly string[],
): F | null {
  return found.find((each) => each.signature.join() === signature.join()) ?? null;
}
