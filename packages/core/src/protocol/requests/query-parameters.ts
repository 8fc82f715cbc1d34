// <query_parameters>: the common part of QUERY and EXECUTE (v4 and v5 spec, section 4.1.4). BATCH has a subset of it.
import type { Long } from '../../driver/values';
import type { ByteWriter } from '../byte-writer';

export const queryFlag = {
  values: 0x0001,
  skipMetadata: 0x0002,
  pageSize: 0x0004,
  pagingState: 0x0008,
  serialConsistency: 0x0010,
  defaultTimestamp: 0x0020,
  namesForValues: 0x0040,
  keyspace: 0x0080,
  nowInSeconds: 0x0100,
} as const;

/** Writes the [value]s of a statement's variables, without their count. Created by the codec. */
export interface ParametersEncoder {
  readonly count: number;
  encode(writer: ByteWriter, values: readonly unknown[]): void;
}

/** Microseconds since the epoch. */
export type Timestamp = number | bigint | Long;

/** The parameters of one request. Absent fields are not sent. */
export interface QueryParameters {
  readonly consistency: number;
  readonly values?: readonly unknown[];
  /** Encodes `values`; without it none are sent. */
  readonly encoder?: ParametersEncoder;
  readonly skipMetadata?: boolean;
  readonly pageSize?: number;
  readonly pagingState?: Buffer | null;
  readonly serialConsistency?: number;
  readonly timestamp?: Timestamp | null;
  readonly keyspace?: string;
  readonly nowInSeconds?: number;
}

const noValues: readonly unknown[] = [];
/** <consistency><flags><n> */
const headLength = 2 + 4 + 2;

/** On the hot path: one check for room, then bytes are written straight into the buffer. */
export function encodeQueryParameters(writer: ByteWriter, parameters: QueryParameters): void {
  const { consistency, encoder, pageSize, pagingState, serialConsistency, timestamp, keyspace, nowInSeconds } =
    parameters;
  const count = encoder === undefined ? 0 : encoder.count;
  let flags = 0;
  if (count > 0) flags |= queryFlag.values;
  if (parameters.skipMetadata === true) flags |= queryFlag.skipMetadata;
  if (pageSize !== undefined) flags |= queryFlag.pageSize;
  if (pagingState != null) flags |= queryFlag.pagingState;
  if (serialConsistency !== undefined) flags |= queryFlag.serialConsistency;
  if (timestamp != null) flags |= queryFlag.defaultTimestamp;
  if (keyspace !== undefined) flags |= queryFlag.keyspace;
  if (nowInSeconds !== undefined) flags |= queryFlag.nowInSeconds;

  writer.reserve(headLength);
  const { buffer, position } = writer;
  buffer[position] = consistency >> 8;
  buffer[position + 1] = consistency;
  buffer[position + 2] = 0;
  buffer[position + 3] = 0;
  buffer[position + 4] = flags >> 8;
  buffer[position + 5] = flags;
  writer.position = position + 6;
  if (encoder !== undefined && count > 0) {
    buffer[position + 6] = count >> 8;
    buffer[position + 7] = count;
    writer.position = position + headLength;
    encoder.encode(writer, parameters.values ?? noValues);
  }
  if (pageSize !== undefined) writer.int32(pageSize);
  if (pagingState != null) writer.bytes(pagingState);
  if (serialConsistency !== undefined) writer.int16(serialConsistency);
  if (timestamp != null) encodeTimestamp(writer, timestamp);
  if (keyspace !== undefined) writer.string(keyspace);
  if (nowInSeconds !== undefined) writer.int32(nowInSeconds);
}

/**
 * Encodes the same for v4: <flags> is a byte, there is no nowInSeconds, and the keyspace belongs to the connection. Never requests to
 * skip the metadata: without a metadata id, an answer after an ALTER would be decoded with the old columns.
 */
export function encodeQueryParametersV4(writer: ByteWriter, parameters: QueryParameters): void {
  const { consistency, encoder, pageSize, pagingState, serialConsistency, timestamp } = parameters;
  refuseNowInSeconds(parameters);
  const count = encoder === undefined ? 0 : encoder.count;
  let flags = 0;
  if (count > 0) flags |= queryFlag.values;
  if (pageSize !== undefined) flags |= queryFlag.pageSize;
  if (pagingState != null) flags |= queryFlag.pagingState;
  if (serialConsistency !== undefined) flags |= queryFlag.serialConsistency;
  if (timestamp != null) flags |= queryFlag.defaultTimestamp;

  writer.reserve(headLength);
  const { buffer, position } = writer;
  buffer[position] = consistency >> 8;
  buffer[position + 1] = consistency;
  buffer[position + 2] = flags;
  writer.position = position + 3;
  if (encoder !== undefined && count > 0) {
    buffer[position + 3] = count >> 8;
    buffer[position + 4] = count;
    writer.position = position + 5;
    encoder.encode(writer, parameters.values ?? noValues);
  }
  if (pageSize !== undefined) writer.int32(pageSize);
  if (pagingState != null) writer.bytes(pagingState);
  if (serialConsistency !== undefined) writer.int16(serialConsistency);
  if (timestamp != null) encodeTimestamp(writer, timestamp);
}

/** A second check: the session refuses the option by name. It must never be dropped silently. */
export function refuseNowInSeconds({ nowInSeconds }: Pick<QueryParameters, 'nowInSeconds'>): void {
  if (nowInSeconds !== undefined) throw new RangeError('Protocol v4 has no nowInSeconds');
}

export function encodeTimestamp(writer: ByteWriter, timestamp: Timestamp): void {
  if (typeof timestamp === 'number') writer.int64FromNumber(timestamp);
  else if (typeof timestamp === 'bigint') writer.int64(Number(timestamp >> 32n), Number(timestamp & 0xffff_ffffn));
  else writer.int64(timestamp.high, timestamp.low);
}
