import type { ByteWriter } from '../byte-writer';
import { opcode } from '../opcode';
import {
  encodeTimestamp,
  queryFlag,
  refuseNowInSeconds,
  type ParametersEncoder,
  type QueryParameters,
} from './query-parameters';
import type { Request } from './request';

export const batchType = { logged: 0, unlogged: 1, counter: 2 } as const;

const statementKind = { text: 0, prepared: 1 } as const;

/** A statement of a batch: a text, or the id of a prepared statement. */
export interface BatchEntry {
  readonly statement: string | Buffer;
  readonly values?: readonly unknown[];
  /** Encodes `values`; without it none are sent. */
  readonly encoder?: ParametersEncoder;
}

export type BatchParameters = Pick<
  QueryParameters,
  'consistency' | 'serialConsistency' | 'timestamp' | 'keyspace' | 'nowInSeconds'
>;

const noValues: readonly unknown[] = [];

/** Executes several statements as one (v5 spec, section 4.1.7). Answered by RESULT. */
export class Batch implements Request {
  readonly opcode = opcode.batch;

  constructor(
    readonly type: (typeof batchType)[keyof typeof batchType],
    readonly entries: readonly BatchEntry[],
    readonly parameters: BatchParameters,
  ) {}

  encodeBody(writer: ByteWriter): void {
    this.#encodeStatements(writer);
    this.#encodeParameters(writer);
  }

  encodeBodyV4(writer: ByteWriter): void {
    this.#encodeStatements(writer);
    this.#encodeParametersV4(writer);
  }

  #encodeStatements(writer: ByteWriter): void {
    if (this.entries.length > 0xffff) {
      throw new RangeError(`A batch holds at most 65535 statements, not ${this.entries.length}`);
    }
    writer.uint8(this.type);
    writer.int16(this.entries.length);
    for (const { statement, values, encoder } of this.entries) {
      if (typeof statement === 'string') {
        writer.uint8(statementKind.text);
        writer.longString(statement);
      } else {
        writer.uint8(statementKind.prepared);
        writer.shortBytes(statement);
      }
      const count = encoder === undefined ? 0 : encoder.count;
      writer.int16(count);
      if (encoder !== undefined && count > 0) encoder.encode(writer, values ?? noValues);
    }
  }

  #encodeParameters(writer: ByteWriter): void {
    const { consistency, serialConsistency, timestamp, keyspace, nowInSeconds } = this.parameters;
    writer.int16(consistency);
    writer.int32(
      (serialConsistency === undefined ? 0 : queryFlag.serialConsistency) |
        (timestamp == null ? 0 : queryFlag.defaultTimestamp) |
        (keyspace === undefined ? 0 : queryFlag.keyspace) |
        (nowInSeconds === undefined ? 0 : queryFlag.nowInSeconds),
    );
    if (serialConsistency !== undefined) writer.int16(serialConsistency);
    if (timestamp != null) encodeTimestamp(writer, timestamp);
    if (keyspace !== undefined) writer.string(keyspace);
    if (nowInSeconds !== undefined) writer.int32(nowInSeconds);
  }

  /** <flags> is a byte, and the keyspace belongs to the connection (v4 spec, section 4.1.7). */
  #encodeParametersV4(writer: ByteWriter): void {
    const { consistency, serialConsistency, timestamp } = this.parameters;
    refuseNowInSeconds(this.parameters);
    writer.int16(consistency);
    writer.uint8(
      (serialConsistency === undefined ? 0 : queryFlag.serialConsistency) |
        (timestamp == null ? 0 : queryFlag.defaultTimestamp),
    );
    if (serialConsistency !== undefined) writer.int16(serialConsistency);
    if (timestamp != null) encodeTimestamp(writer, timestamp);
  }
}
