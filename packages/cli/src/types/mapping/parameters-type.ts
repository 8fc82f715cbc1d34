// The TypeScript type of a statement's parameters: by position, and by name where core takes names.
// Rules of null, seen on servers (docs/typed-cql.md): keys, conditions of WHERE, IN and indexes are never null or unset.
import type { Spec, StatementFacts, TableFacts } from '../schema/schema-facts';
import type { Marker, StatementKind, StatementParts } from './statement-parts';
import { tupleLabel } from './typescript-text';
import { objectType, type ValueTypes } from './value-types';

/** What may be passed in the place of a value: `null` deletes it, and `undefined` leaves it as it is. */
const absence = {
  never: '',
  null: ' | null',
  unset: ' | undefined',
  both: ' | null | undefined',
} as const;

type Absence = keyof typeof absence;

export function parametersType(
  { parameters }: StatementFacts,
  { kind, markers }: StatementParts,
  tableOf: (spec: Spec) => TableFacts | undefined,
  values: ValueTypes,
): string {
  if (parameters.length === 0) return 'readonly []';
  const typed = parameters.map((spec, index) => {
    const marker = markers[index];
    const value = values.write(spec);
    return {
      name: marker?.name ?? spec.name,
      /** The name by which the server and core know it. */
      key: marker?.name === undefined ? spec.name : marker.isQuoted ? marker.name : marker.name.toLowerCase(),
      isNamed: marker?.name !== undefined,
      type: value + absence[absenceOf(spec, marker, tableOf(spec), kind)],
    };
  });
  const byPosition = `readonly [${typed.map(({ name, type }) => `${tupleLabel(name)}: ${type}`).join(', ')}]`;
  const byName = new Map<string, { name: string; type: string; isNamed: boolean }>();
  for (const { key, name, type, isNamed } of typed) {
    const found = byName.get(key);
    // Core refuses names when two `?`, or a `?` and a `:name`, are called the same.
    if (found !== undefined && !(found.isNamed && isNamed)) return byPosition;
    byName.set(key, { name: found?.name ?? name, isNamed, type: found === undefined ? type : both(found.type, type) });
  }
  return `${byPosition} | ${objectType([...byName.values()])}`;
}

/** One name for two parameters: the value must fit both. */
function both(first: string, second: string): string {
  return first === second ? first : `(${first}) & (${second})`;
}

function absenceOf(
  { name, type }: Spec,
  marker: Marker | undefined,
  table: TableFacts | undefined,
  kind: StatementKind,
): Absence {
  if (/^\[(?:limit|per_partition_limit|timestamp)\]$/.test(name)) return 'unset';
  if (name === '[ttl]') return 'both';
  if (name === '[json]') return 'never';
  if (/^(?:key|idx|in)\(/i.test(name)) return 'never';
  const before = marker?.before ?? '';
  switch (marker?.clause) {
    case 'where':
      return 'never';
    case 'condition':
      if (kind === 'transaction') return 'never';
      return /^[<>]$/.test(before) || (before === '=' && isComparison(marker)) ? 'never' : 'null';
    case 'set':
    case 'values':
      if (table?.partitionKey.includes(name) || table?.clusteringKey.includes(name)) return 'never';
      if (type === 'counter') return 'unset';
      // Cassandra answers an unset value that is appended to a list with an error of its own (ClassCastException).
      if (before === '+' && type[0] === 'list') return 'null';
      return table !== undefined && (table.columns.has(name) || /^value\(/.test(name)) ? 'both' : 'null';
    case 'selection':
      return 'null';
    default:
      return 'never';
  }
}

/** `>=` and `<=` are two signs for the tokenizer. */
function isComparison(marker: Marker): boolean {
  return /^[<>]$/.test(marker.beforeThat);
}
