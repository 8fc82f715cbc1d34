// One prepared text. The registry of the cluster holds one of these for a text and keyspace;
// every PreparedStatement of that text shares it.
import type { ParametersEncoder } from '../codec/parameters-encoder';
import type { RowDecoder } from '../codec/row-decoder';
import type { ColumnSpec } from '../protocol/data-type';
import { isReadKind, statementKind, type StatementKind } from './cql-scanner';
import { ParameterNames } from './parameter-names';
import type { SchemaDependent, SchemaJournal } from './schema-journal';
import { writeKindOf } from './write-kind';

/**
 * The server's last metadata of a prepared text, and the decoder compiled from it. Immutable and replaced as a whole:
 * an execution decodes with the same state that it sent to the server.
 */
export interface PreparedState {
  readonly id: Buffer;
  readonly resultMetadataId: Buffer;
  /** Whether the server marks the text as one with a condition. */
  readonly isMarkedConditional?: boolean | undefined;
  readonly variables: readonly ColumnSpec[];
  /** For each part of the partition key in order, the index of its variable. Empty when the text fixes some part. */
  readonly partitionKeyIndexes: readonly number[];
  readonly parametersEncoder: ParametersEncoder;
  /** Undefined for a text without rows, or whose rows the server describes only in the answer. */
  readonly rowDecoder: RowDecoder | undefined;
}

export class PreparedQuery implements SchemaDependent {
  readonly query: string;
  /** The keyspace in which the text was prepared, if any. */
  readonly keyspace: string | undefined;
  readonly kind: StatementKind;
  readonly isRead: boolean;
  readonly #hasCondition: boolean;
  readonly #schema: SchemaJournal;
  #state: PreparedState;
  /** The position of the journal when the PREPARE of `state` was sent. */
  #preparedAt: number;
  /** The position of the journal up to which `state` is known to be current. */
  #holdsUntil: number;
  #parameterNames: ParameterNames | undefined;

  constructor(
    query: string,
    keyspace: string | undefined,
    state: PreparedState,
    schema: SchemaJournal,
    preparedAt = schema.position,
  ) {
    this.query = query;
    this.keyspace = keyspace;
    this.kind = statementKind(query);
    this.isRead = isReadKind(this.kind);
    this.#hasCondition = writeKindOf(query) === 'conditional';
    this.#state = state;
    this.#schema = schema;
    this.#preparedAt = preparedAt;
    this.#holdsUntil = preparedAt;
  }

  /** Whether Paxos decides: the text has a condition, or a mark of the server. */
  get isConditional(): boolean {
    return this.#hasCondition || this.#state.isMarkedConditional === true;
  }

  get state(): PreparedState {
    return this.#state;
  }

  /** Whether a schema change concerns this text: then it must be prepared again before its values are encoded. */
  get isOutdated(): boolean {
    const { position } = this.#schema;
    if (this.#holdsUntil === position) return false;
    if (this.#schema.hasChanged(this, this.#holdsUntil)) return true;
    this.#holdsUntil = position;
    return false;
  }

  /** The parameters and the columns of the rows. */
  get columns(): readonly ColumnSpec[] {
    return [...this.#state.variables, ...(this.#state.rowDecoder?.columns ?? [])];
  }

  /** Replaces the state for all users of the text after another PREPARE. An older answer changes nothing. */
  replace(state: PreparedState, preparedAt: number): void {
    if (preparedAt < this.#preparedAt) return;
    this.#state = state;
    this.#preparedAt = preparedAt;
    this.#holdsUntil = Math.max(this.#holdsUntil, preparedAt);
  }

  get parameterNames(): ParameterNames {
    if (this.#parameterNames?.variables !== this.#state.variables) {
      this.#parameterNames = new ParameterNames(this.query, this.#state.variables);
    }
    return this.#parameterNames;
  }

  /** Replaces the decoder for all users of the text after Metadata_changed (v5 spec, section 4.2.5.2). */
  replaceResult(resultMetadataId: Buffer, rowDecoder: RowDecoder): void {
    this.#state = { ...this.#state, resultMetadataId, rowDecoder };
  }
}
