// CREATE KEYSPACE, CREATE TYPE, CREATE FUNCTION and CREATE AGGREGATE, from the rows of system_schema.
import type { AggregateRow, FunctionRow, KeyspaceRow, UserTypeRow } from '../schema/schema-rows';
import { bodyText, mapText, nameText, qualifiedName, withoutFrozen } from './cql-text';

export function keyspaceText({ keyspace_name: name, replication, durable_writes: durable }: KeyspaceRow): string {
  return `CREATE KEYSPACE ${nameText(name)} WITH replication = ${mapText(replication ?? new Map())} AND durable_writes = ${durable ?? true};`;
}

export function typeText(row: UserTypeRow): string {
  const fields = row.field_names.map((field, index) => `    ${nameText(field)} ${row.field_types[index]}`);
  return `CREATE TYPE ${qualifiedName(row.keyspace_name, row.type_name)} (\n${fields.join(',\n')}\n);`;
}

/** Sorts types so that each one comes after the types of its fields. */
export function typesInOrder(types: readonly UserTypeRow[]): UserTypeRow[] {
  const ordered = new Set<UserTypeRow>();
  const add = (type: UserTypeRow): void => {
    if (ordered.has(type)) return;
    const words = new Set(type.field_types.flatMap(namesInType));
    for (const other of types) if (other !== type && words.has(other.type_name)) add(other);
    ordered.add(type);
  };
  for (const type of types) add(type);
  return [...ordered];
}

/** Returns the names in the text of a type: `list<frozen<"Full Name">>` gives list, frozen and Full Name. */
function namesInType(type: string): string[] {
  return Array.from(type.matchAll(/"((?:[^"]|"")*)"|\w+/g), ([word, quoted]) => quoted?.replaceAll('""', '"') ?? word);
}

export function functionText(row: FunctionRow): string {
  const types = row.argument_types ?? [];
  const parameters = (row.argument_names ?? []).map(
    (name, index) => `${nameText(name)} ${withoutFrozen(types[index] ?? '')}`,
  );
  return [
    `CREATE FUNCTION ${qualifiedName(row.keyspace_name, row.function_name)}(${parameters.join(', ')})`,
    `    ${row.called_on_null_input ? 'CALLED' : 'RETURNS NULL'} ON NULL INPUT`,
    `    RETURNS ${withoutFrozen(row.return_type)}`,
    `    LANGUAGE ${row.language}`,
    `    AS ${bodyText(row.body)};`,
  ].join('\n');
}

export function aggregateText(row: AggregateRow): string {
  const types = (row.argument_types ?? []).map(withoutFrozen);
  return [
    `CREATE AGGREGATE ${qualifiedName(row.keyspace_name, row.aggregate_name)}(${types.join(', ')})`,
    `    SFUNC ${nameText(row.state_func)}`,
    `    STYPE ${withoutFrozen(row.state_type)}`,
    ...(row.final_func === null ? [] : [`    FINALFUNC ${nameText(row.final_func)}`]),
    ...(row.initcond === null ? [] : [`    INITCOND ${row.initcond}`]),
  ]
    .join('\n')
    .concat(';');
}
