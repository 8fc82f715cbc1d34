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
  readonly argumentNames: readonly string[];
  readonly argumentTypes: readonly DataType[];
  readonly body: string;
  readonly calledOnNullInput: boolean;
  readonly language: string;
  readonly returnType: DataType;
  readonly deterministic: boolean;
  readonly monotonic: boolean;
  readonly monotonicOn: readonly string[];
}

/** A user-defined aggregate. */
export interface Aggregate {
  readonly name: string;
  readonly keyspaceName: string;
  /** The CQL types of the arguments, which distinguish aggregates of one name. */
  readonly signature: readonly string[];
  readonly argumentTypes: readonly DataType[];
  readonly stateFunction: string;
  readonly stateType: DataType;
  readonly finalFunction: string | null;
  /** The initial state, as CQL text. */
  readonly initCondition: string | null;
  readonly returnType: DataType;
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
