import type { ConsistencyName } from './wire/consistency';
import type { OpcodeName } from './wire/opcode';

/** An encoded value as the client sent it: `null` is null, `undefined` is "not set". */
export type ReceivedValue = Buffer | null | undefined;

export interface ReceivedBatchStatement {
  /** The text, also where the client sent the id of a prepared statement. */
  readonly query: string;
  readonly preparedId?: Buffer;
  readonly values: readonly ReceivedValue[];
}

/** One request, as it arrived. Fields that this request does not have are absent. */
export interface ReceivedRequest {
  /** The place of this request among all that the stub received, from 0. */
  readonly index: number;
  /** The place of the node in the cluster, from 0. */
  readonly node: number;
  /** The number of the connection, from 0, over all nodes. */
  readonly connection: number;
  readonly version: number;
  readonly streamId: number;
  readonly opcode: OpcodeName;
  /** The flags of the envelope's header. */
  readonly flags: number;
  /** The number of the segment (on this connection, from 0) that completed the request; `null` where it came bare. */
  readonly segment: number | null;
  /** The whole envelope, header included. */
  readonly raw: Buffer;
  readonly tracing: boolean;
  readonly customPayload?: Readonly<Record<string, Buffer | null>>;

  /** QUERY and PREPARE; EXECUTE: the text that was prepared; BATCH: its texts, joined by `; `. */
  readonly query?: string;
  /** EXECUTE: the id it names. */
  readonly preparedId?: Buffer;
  readonly resultMetadataId?: Buffer;
  readonly values?: readonly ReceivedValue[];
  /** The names of the values, where the client sent them by name. */
  readonly names?: readonly string[];
  readonly consistency?: ConsistencyName;
  /** The flags of the query parameters. */
  readonly queryFlags?: number;
  readonly skipMetadata?: boolean;
  readonly pageSize?: number;
  readonly pagingState?: Buffer | null;
  readonly serialConsistency?: ConsistencyName;
  /** Microseconds. */
  readonly timestamp?: bigint;
  /** The keyspace sent with the request; see `connectionKeyspace` for the effect of USE. */
  readonly keyspace?: string;
  readonly connectionKeyspace?: string;
  readonly nowInSeconds?: number;
  readonly batchType?: 'logged' | 'unlogged' | 'counter' | number;
  readonly statements?: readonly ReceivedBatchStatement[];

  /** STARTUP. */
  readonly options?: Readonly<Record<string, string>>;
  /** REGISTER. */
  readonly eventTypes?: readonly string[];
  /** AUTH_RESPONSE. */
  readonly token?: Buffer | null;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** The part of a request that its body tells. */
export type RequestBody = Writable<
  Omit<
    ReceivedRequest,
    'index' | 'node' | 'connection' | 'version' | 'streamId' | 'opcode' | 'flags' | 'segment' | 'raw' | 'tracing'
  >
>;
