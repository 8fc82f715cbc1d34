// One text as the cluster's nodes have prepared it. The registry of the cluster holds one of these for a text and keyspace;
// every PreparedStatement of that text shares it.
import type { ParametersEncoder } from '../codec/parameters-encoder';
import type { RowDecoder } from '../codec/row-decoder';
import type { ColumnSpec } from '../protocol/data-type';
import { isReadKind, statementKind, type StatementKind } from './cql-scanner';
import { ParameterNames } from './parameter-names';
import type { SchemaDependent, SchemaJournal } from './schema-journal';

/**
 * What the server last said about a prepared text, and what was compiled from it. Never changed, only replaced as a whole:
 * an execution takes it once and decodes with the same one that it named to the server.
 */
export interface PreparedState {
  readonly id: Buffer;
  readonly resultMetadataId: Buffer;
  readonly variables: readonly ColumnSpec[];
  /** For each part of the partition key in order, the index of its variable. Empty when the text fixes some part. */
  readonly partitionKeyIndexes: readonly number[];
  readonly parametersEncoder: ParametersEncoder;
  /** Undefined for a text that gives no rows, or whose rows the server describes only when they come. */
  readonly rowDecoder: RowDecoder | undefined;
}

export class PreparedQuery implements SchemaDependent {
  readonly query: string;
  /** The keyspace it was prepared in, if the session or the caller had one. */
  readonly keyspace: string | undefined;
  readonly kind: StatementKind;
  readonly isRead: boolean;
  readonly #schema: SchemaJournal;
  #state: PreparedState;
  /** The journal's position when the PREPARE was sent whose answer `state` is. */
  #preparedAt: number;
  /** The journal's position up to which `state` is known to hold. */
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
    this.#state = state;
    this.#schema = schema;
    this.#preparedAt = preparedAt;
    this.#holdsUntil = preparedAt;
  }

  get state(): PreparedState {
    return this.#state;
  }

  /** The schema changed where this text depends on it: PREPARE it again before its values are encoded. */
  get isOutdated(): boolean {
    const { position } = this.#schema;
    if (this.#holdsUntil === position) return false;
    if (this.#schema.hasChanged(this, this.#holdsUntil)) return true;
    this.#holdsUntil = position;
    return false;
  }

  /** Its parameters and the columns of its rows. */
  get columns(): readonly ColumnSpec[] {
    return [...this.#state.variables, ...(this.#state.rowDecoder?.columns ?? [])];
  }

  /** A server prepared the text again: all users of the text follow at once. An answer that was overtaken changes nothing. */
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

  /** The result's columns changed on the server (v5 spec, section 4.2.5.2: Metadata_changed): all users of the text follow at once. */
  replaceResult(resultMetadataId: Buffer, rowDecoder: RowDecoder): void {
    this.#state = { ...this.#state, resultMetadataId, rowDecoder };
  }
}
