import type { ConsistencyName } from './wire/consistency';
import type { OpcodeName } from './wire/opcode';

/** An encoded value as the client sent it: `null` is null, `undefined` is "not set". */
export type ReceivedValue = Buffer | null | undefined;

/** One statement of a received BATCH. */
export interface ReceivedBatchStatement {
  /** The text, even if the client sent the id of a prepared statement. */
  readonly query: string;
  /** The prepared id, if the client sent one. */
  readonly preparedId?: Buffer;
  /** The values by position. */
  readonly values: readonly ReceivedValue[];
}

/** One request as it was received. Fields that this request does not have are absent. */
export interface ReceivedRequest {
  /** The index among all requests that the stub received, from 0. */
  readonly index: number;
  /** The index of the node in the cluster, from 0. */
  readonly node: number;
  /** The number of the connection, from 0, over all nodes. */
  readonly connection: number;
  /** The shard of the connection, on a node with shards. */
  readonly shard?: number;
  /** The protocol version. */
  readonly version: number;
  readonly streamId: number;
  readonly opcode: OpcodeName;
  /** The flags of the envelope's header. */
  readonly flags: number;
  /** The number of the segment (on this connection, from 0) that completed the request; `null` for a bare envelope. */
  readonly segment: number | null;
  /** The whole envelope, including its header. */
  readonly raw: Buffer;
  /** Whether the client requested a trace. */
  readonly tracing: boolean;
  readonly customPayload?: Readonly<Record<string, Buffer | null>>;

  /** The text of a QUERY or PREPARE; for EXECUTE the prepared text; for BATCH its texts, joined by `; `. */
  readonly query?: string;
  /** The prepared id of an EXECUTE. */
  readonly preparedId?: Buffer;
  /** The result metadata id of an EXECUTE, in protocol v5. */
  readonly resultMetadataId?: Buffer;
  /** The values of a QUERY or EXECUTE, by position. */
  readonly values?: readonly ReceivedValue[];
  /** The names of the values, if the client sent them by name. */
  readonly names?: readonly string[];
  readonly consistency?: ConsistencyName;
  /** The flags of the query parameters. */
  readonly queryFlags?: number;
  /** Whether the client asked to leave the metadata out of the answer. */
  readonly skipMetadata?: boolean;
  /** Rows in one page. */
  readonly pageSize?: number;
  /** The paging state that the client sent. */
  readonly pagingState?: Buffer | null;
  readonly serialConsistency?: ConsistencyName;
  /** Microseconds since 1970. */
  readonly timestamp?: bigint;
  /** The keyspace sent with the request; see `connectionKeyspace` for the effect of USE. */
  readonly keyspace?: string;
  /** The keyspace that USE set on the connection. */
  readonly connectionKeyspace?: string;
  /** The current time for the server, in seconds since 1970. */
  readonly nowInSeconds?: number;
  /** The kind of a BATCH; a number if it is unknown. */
  readonly batchType?: 'logged' | 'unlogged' | 'counter' | number;
  /** The statements of a BATCH, in order. */
  readonly statements?: readonly ReceivedBatchStatement[];

  /** The options of a STARTUP. */
  readonly options?: Readonly<Record<string, string>>;
  /** The event types of a REGISTER. */
  readonly eventTypes?: readonly string[];
  /** The token of an AUTH_RESPONSE. */
  readonly token?: Buffer | null;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** The fields of a request that are read from its body. */
export type RequestBody = Writable<
  Omit<
    ReceivedRequest,
    | 'index'
    | 'node'
    | 'connection'
    | 'shard'
    | 'version'
    | 'streamId'
    | 'opcode'
    | 'flags'
    | 'segment'
    | 'raw'
    | 'tracing'
  >
>;
