// User-defined functions and aggregates, modelled on cassandra-driver's `metadata.SchemaFunction` and `metadata.Aggregate`.
import type { DataType } from '../../protocol/data-type';
import { parseCqlType, type ResolveUserType } from '../../protocol/cql-type';
import type { AggregateRow, FunctionRow } from './schema-rows';

/** A user-defined function. */
export interface SchemaFunction {
  readonly name: string;
  readonly keyspaceName: string;
  /** The CQL types of the arguments, which distinguish functions of one name. */
  readonly signature: readonly string[];
  /** The names of the arguments, in order. */
  readonly argumentNames: readonly string[];
  /** The types of the arguments, in order. */
  readonly argumentTypes: readonly DataType[];
  /** The source text of the body. */
  readonly body: string;
  /** Whether the function is called for null arguments; otherwise its result is null. */
  readonly calledOnNullInput: boolean;
  /** The language of the body: `java`. */
  readonly language: string;
  readonly returnType: DataType;
  /** Whether the same arguments always give the same result; false when the server does not report it. */
  readonly deterministic: boolean;
  /** Whether the function is monotonic in all arguments; false when the server does not report it. */
  readonly monotonic: boolean;
  /** The arguments in which the function is monotonic. */
  readonly monotonicOn: readonly string[];
}

/** A user-defined aggregate. */
export interface Aggregate {
  readonly name: string;
  readonly keyspaceName: string;
  /** The CQL types of the arguments, which distinguish aggregates of one name. */
  readonly signature: readonly string[];
  /** The types of the arguments, in order. */
  readonly argumentTypes: readonly DataType[];
  /** The name of the function that is called for each row. */
  readonly stateFunction: string;
  /** The type of the state. */
  readonly stateType: DataType;
  /** The name of the function that converts the last state into the result; null: the state is the result. */
  readonly finalFunction: string | null;
  /** The initial state, as CQL text. */
  readonly initCondition: string | null;
  readonly returnType: DataType;
  /** Whether the same rows always give the same result; false when the server does not report it. */
  readonly deterministic: boolean;
}

export function readFunction(row: FunctionRow, resolveUserType: ResolveUserType): SchemaFunction {
  const signature = row.argument_types ?? [];
  return {
    name: row.function_name,
    keyspaceName: row.keyspace_name,
    signature,
    argumentNames: row.argument_names ?? [],
    argumentTypes: signature.map((type) => parseCqlType(type, resolveUserType)),
    body: row.body,
    calledOnNullInput: row.called_on_null_input,
    language: row.language,
    returnType: parseCqlType(row.return_type, resolveUserType),
    deterministic: row.deterministic ?? false,
    monotonic: row.monotonic ?? false,
    monotonicOn: row.monotonic_on ?? [],
  };
}

export function readAggregate(row: AggregateRow, resolveUserType: ResolveUserType): Aggregate {
  const signature = row.argument_types ?? [];
  return {
    name: row.aggregate_name,
    keyspaceName: row.keyspace_name,
    signature,
    argumentTypes: signature.map((type) => parseCqlType(type, resolveUserType)),
    stateFunction: row.state_func,
    stateType: parseCqlType(row.state_type, resolveUserType),
    finalFunction: row.final_func,
    initCondition: row.initcond,
    returnType: parseCqlType(row.return_type, resolveUserType),
    deterministic: row.deterministic ?? false,
  };
}
