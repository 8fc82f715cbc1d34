// `client.metadata`: cassandra-driver's Metadata over the engine's, with promises and callbacks, and with hosts in place of nodes.
import type { Metadata as EngineMetadata, Token, TokenRange } from '@async-cassandra/core';
import { errors, types, type Host as DriverHost, type metadata, type token } from 'cassandra-driver';
import { promiseOrCallback, type Callback } from './callbacks';
import { toDriverError } from './errors';
import type { Host } from './host';
import type { HostMap } from './host-map';
import { readQueryTrace } from './query-trace';

type Done = ((error: Error) => void) | undefined;
type Signature = readonly string[] | readonly { readonly code: number; readonly info: unknown }[];

export interface MetadataContext {
  /** Returns undefined before the client is connected. */
  engine(): EngineMetadata | undefined;
  readonly hosts: HostMap;
  /** Option `isMetadataSyncEnabled`: without it, a keyspace is only shown after a call has named it. */
  readonly showsAll: boolean;
  /** Whether the client has option `cloud`. */
  readonly isCloud: boolean;
  execute(query: string, parameters: readonly unknown[], consistency?: number | null): Promise<types.ResultSet>;
}

/** Tables, types, views, functions and aggregates are read on first use, and again after they changed. */
export class Metadata implements metadata.Metadata {
  readonly #context: MetadataContext;
  #showsAll: boolean;
  readonly #shown = new Set<string>();

  constructor(context: MetadataContext) {
    this.#context = context;
    this.#showsAll = context.showsAll;
  }

  /** Every keyspace by name; empty before the client is connected. With `isMetadataSyncEnabled: false`, the keyspaces that were refreshed. */
  get keyspaces(): metadata.Metadata['keyspaces'] {
    const all = (this.#context.engine()?.keyspaces ?? {}) as metadata.Metadata['keyspaces'];
    if (this.#showsAll) return all;
    return Object.fromEntries(Object.entries(all).filter(([name]) => this.#shown.has(name)));
  }

  /** Does nothing: prepared statements follow the schema by themselves, and the engine bounds their number. */
  clearPrepared(): void {}

  getTable(
    keyspace: string,
    name: string,
    callback?: Callback<metadata.TableMetadata>,
  ): Promise<metadata.TableMetadata> {
    return this.#read(async (engine) => withOldProperties(await engine.getTable(keyspace, name)), callback);
  }

  getUdt(keyspace: string, name: string, callback?: Callback<metadata.Udt>): Promise<metadata.Udt> {
    return this.#read((engine) => engine.getUdt(keyspace, name), callback);
  }

  getMaterializedView(
    keyspace: string,
    name: string,
    callback?: Callback<metadata.MaterializedView>,
  ): Promise<metadata.MaterializedView> {
    return this.#read(async (engine) => withNodesync(await engine.getMaterializedView(keyspace, name)), callback);
  }

  getFunctions(
    keyspace: string,
    name: string,
    callback?: Callback<metadata.SchemaFunction[]>,
  ): Promise<metadata.SchemaFunction[]> {
    return this.#read((engine) => engine.getFunctions(required(keyspace), required(name)), callback);
  }

  getFunction(
    keyspace: string,
    name: string,
    signature: Signature,
    callback?: Callback<metadata.SchemaFunction>,
  ): Promise<metadata.SchemaFunction> {
    return this.#read(
      (engine) => engine.getFunction(required(keyspace), required(name), typeNames(signature)),
      callback,
    );
  }

  getAggregates(
    keyspace: string,
    name: string,
    callback?: Callback<metadata.Aggregate[]>,
  ): Promise<metadata.Aggregate[]> {
    return this.#read((engine) => engine.getAggregates(required(keyspace), required(name)), callback);
  }

  getAggregate(
    keyspace: string,
    name: string,
    signature: Signature,
    callback?: Callback<metadata.Aggregate>,
  ): Promise<metadata.Aggregate> {
    return this.#read(
      (engine) => engine.getAggregate(required(keyspace), required(name), typeNames(signature)),
      callback,
    );
  }

  /** Reads the trace of a request with `traceQuery`: `result.info.traceId`. */
  getTrace(
    traceId: types.Uuid,
    consistency?: types.consistencies | Callback<metadata.QueryTrace>,
    callback?: Callback<metadata.QueryTrace>,
  ): Promise<metadata.QueryTrace> {
    const [level, done] = typeof consistency === 'function' ? [undefined, consistency] : [consistency, callback];
    const trace = this.#read(
      () =>
        readQueryTrace(
          async (query, id) => (await this.#context.execute(query, [id], level as number | undefined)).rows,
          traceId,
        ),
      undefined,
    );
    return promiseOrCallback(trace as Promise<metadata.QueryTrace>, done);
  }

  /** Resolves with the keyspace, as cassandra-driver does beyond its declarations. */
  refreshKeyspace(name: string, callback?: Done): Promise<void> {
    return this.#read(
      async (engine) => {
        await engine.refreshKeyspace(name);
        this.#shown.add(name);
        return engine.keyspaces[name] ?? null;
      },
      callback as Callback<void> | undefined,
    );
  }

  refreshKeyspaces(waitReconnect?: boolean | Done, callback?: Done): Promise<void> {
    const done = typeof waitReconnect === 'function' ? waitReconnect : callback;
    return this.#read(
      async (engine) => {
        await engine.refreshKeyspaces();
        this.#showsAll = true;
        return engine.keyspaces;
      },
      done as Callback<void> | undefined,
    );
  }

  /** Whether the client has option `cloud`: there is no other way to detect it. */
  isDbaas(): boolean {
    return this.#context.isCloud;
  }

  /** Whether all nodes that are up have the same version of the schema now. */
  checkSchemaAgreement(callback?: Callback<boolean>): Promise<boolean> {
    return this.#read((engine) => engine.checkSchemaAgreement(), callback);
  }

  /** Returns the hosts that hold a partition, or the end of a range. Null for an unknown keyspace, and before the client is connected. */
  getReplicas(keyspace: string, key: Buffer | token.Token | token.TokenRange): Host[] {
    const nodes = this.#context.engine()?.getReplicas(keyspace, key as Token | TokenRange | Buffer);
    // cassandra-driver's declaration omits null.
    return nodes == null ? (null as never) : nodes.map((node) => this.#context.hosts.of(node));
  }

  getTokenRanges(): Set<token.TokenRange> {
    return new Set(this.#engine().getTokenRanges()) as Set<unknown> as Set<token.TokenRange>;
  }

  /** Returns null for an unknown keyspace. */
  getTokenRangesForHost(keyspace: string, host: DriverHost): Set<token.TokenRange> | null {
    const ranges = this.#engine().getTokenRangesForHost(keyspace, (host as Host).node);
    return ranges === null ? null : (new Set(ranges) as Set<unknown> as Set<token.TokenRange>);
  }

  newToken(components: Buffer[] | Buffer | string): token.Token {
    return this.#engine().newToken(components) as unknown as token.Token;
  }

  newTokenRange(start: token.Token, end: token.Token): token.TokenRange {
    const range = this.#engine().newTokenRange(start as unknown as Token, end as unknown as Token);
    return range as unknown as token.TokenRange;
  }

  #engine(): EngineMetadata {
    const engine = this.#context.engine();
    if (engine !== undefined) return engine;
    // The two spaces are cassandra-driver's.
    throw new Error('Metadata has not been initialized.  This could only happen if you have not connected yet.');
  }

  /** The engine's objects have cassandra-driver's names, but are frozen. */
  #read<T>(read: (engine: EngineMetadata) => Promise<unknown>, callback: Callback<T> | undefined): Promise<T> {
    const reading = async (): Promise<T> => {
      const engine = this.#engine();
      try {
        return (await read(engine)) as T;
      } catch (error) {
        throw toDriverError(error);
      }
    };
    return promiseOrCallback(reading(), callback);
  }
}

/** Adds the properties of tables in DSE and before Cassandra 3.0, with cassandra-driver's values for other tables. */
function withOldProperties(table: object | null): object | null {
  return table === null
    ? null
    : { populateCacheOnFlush: false, replicateOnWrite: true, indexInterval: null, nodesync: null, ...table };
}

function withNodesync(view: object | null): object | null {
  return view === null ? null : { nodesync: null, ...view };
}

/** Missing in cassandra-driver's declarations. */
const typeName = (types as unknown as { getDataTypeNameByCode(type: object): string }).getDataTypeNameByCode;

function required(name: string): string {
  if (!name)
    throw new errors.ArgumentError('You must provide the keyspace name and the name of the function or aggregate');
  return name;
}

/** Converts `[{ code, info }]`, the other form that cassandra-driver accepts. */
function typeNames(signature: Signature): string[] {
  if (!Array.isArray(signature)) throw new errors.ArgumentError('Signature must be an array of types');
  return signature.map((type: string | { readonly code: number }) =>
    typeof type === 'string' ? type : typeName(type),
  );
}
