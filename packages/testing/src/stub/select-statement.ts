// Just enough CQL to answer what clients ask of system tables: a select list, one table, `=` and `IN` conditions.

export interface Selector {
  readonly column: string;
  readonly alias: string;
  readonly isCount: boolean;
}

/** The number of a bind marker in the conditions, and its name. */
export interface BoundOperand {
  readonly marker: number;
  readonly name: string | null;
}

export type Operand = { readonly literal: string } | BoundOperand;

export interface Condition {
  readonly column: string;
  readonly operands: readonly Operand[];
  /** `IN ?`: the one operand is a list. */
  readonly isList: boolean;
}

export interface SelectStatement {
  readonly keyspace: string | null;
  readonly table: string;
  /** `null` for `*`. */
  readonly selectors: readonly Selector[] | null;
  readonly conditions: readonly Condition[];
  readonly limit: number | null;
}

const identifier = String.raw`(?:"(?:[^"]|"")+"|[A-Za-z]\w*)`;
const selectPattern = new RegExp(
  String.raw`^\s*SELECT\s+(?:DISTINCT\s+)?([\s\S]+?)\s+FROM\s+(?:(${identifier})\s*\.\s*)?(${identifier})([\s\S]*)$`,
  'i',
);
const selectorPattern = new RegExp(
  String.raw`^(${identifier}|count\s*\(\s*[*1]\s*\))(?:\s+AS\s+(${identifier}))?$`,
  'i',
);
const conditionPattern = new RegExp(
  String.raw`(${identifier})\s*(?:=\s*('(?:[^']|'')*'|\?|:\w+|[-\w]+)|IN\s*(\?|:\w+|\((?:[^()']|'(?:[^']|'')*')*\)))`,
  'gi',
);
const operandPattern = /'(?:[^']|'')*'|\?|:\w+|[-\w]+/g;

const systemKeyspaces =
  /^(system|system_schema|system_auth|system_distributed|system_traces|system_views|system_virtual_schema)$/;

export function foldIdentifier(text: string): string {
  return text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text.toLowerCase();
}

function parseSelector(text: string): Selector | null {
  const [, name, alias] = selectorPattern.exec(text.trim()) ?? [];
  if (name === undefined) {
    return null;
  }
  const isCount = name.includes('(');
  const column = isCount ? 'count' : foldIdentifier(name);
  return { column, alias: alias === undefined ? column : foldIdentifier(alias), isCount };
}

function parseConditions(tail: string): Condition[] {
  let markers = 0;
  const toOperand = (text: string): Operand =>
    text === '?' || text.startsWith(':')
      ? { marker: markers++, name: text === '?' ? null : foldIdentifier(text.slice(1)) }
      : { literal: text.startsWith("'") ? text.slice(1, -1).replaceAll("''", "'") : text };
  return [...tail.matchAll(conditionPattern)].map(([, column, single, list]) => ({
    column: foldIdentifier(column!),
    operands: (single === undefined ? (list!.match(operandPattern) ?? []) : [single]).map(toOperand),
    isList: list !== undefined && !list.startsWith('('),
  }));
}

/** `null`: not a SELECT, or one with expressions that the stub does not read. */
export function parseSelect(query: string): SelectStatement | null {
  const [, list, keyspace, table, tail = ''] = selectPattern.exec(query) ?? [];
  if (list === undefined || table === undefined) {
    return null;
  }
  const selectors = list.trim() === '*' ? null : list.split(',').map(parseSelector);
  if (selectors?.includes(null)) {
    return null;
  }
  const where = /\bWHERE\b([\s\S]*)$/i.exec(tail)?.[1] ?? '';
  const limit = /\bLIMIT\s+(\d+)/i.exec(tail)?.[1];
  return {
    keyspace: keyspace === undefined ? null : foldIdentifier(keyspace),
    table: foldIdentifier(table),
    selectors: selectors as Selector[] | null,
    conditions: parseConditions(where),
    limit: limit === undefined ? null : Number(limit),
  };
}

const tablePattern = new RegExp(String.raw`\bFROM\s+(${identifier})\s*\.`, 'i');

export function isSystemQuery(query: string): boolean {
  if (!/^\s*SELECT\b/i.test(query)) {
    return false;
  }
  const [, keyspace] = tablePattern.exec(query) ?? [];
  return keyspace !== undefined && systemKeyspaces.test(foldIdentifier(keyspace));
}

/** The bind markers of any statement, in order; strings and quoted names are skipped. A name, or `null` for `?`. */
export function bindMarkers(query: string): (string | null)[] {
  const bare = query.replace(/\$\$[\s\S]*?\$\$|'(?:[^']|'')*'|"(?:[^"]|"")*"/g, ' ');
  return [...bare.matchAll(/\?|:([A-Za-z]\w*)/g)].map(([, name]) => (name === undefined ? null : name.toLowerCase()));
}
