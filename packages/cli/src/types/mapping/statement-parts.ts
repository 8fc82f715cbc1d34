// Reads from a text what PREPARE does not tell: the clause of each parameter marker, conditions, tables.
import { cqlTokens, foldName, type CqlToken } from '@async-cassandra/cql-script';

export type StatementKind = 'select' | 'insert' | 'update' | 'delete' | 'batch' | 'transaction';
export type Clause = 'selection' | 'values' | 'set' | 'where' | 'condition' | 'other';

export interface Marker {
  /** As the text has it, without quotes; undefined for `?`. */
  readonly name: string | undefined;
  readonly isQuoted: boolean;
  readonly start: number;
  readonly end: number;
  readonly clause: Clause;
  /** The sign or word before it: `=`, `+`, `(`. The two signs of `>=` are `=` here and `>` in `beforeThat`. */
  readonly before: string;
  readonly beforeThat: string;
}

export interface TableName {
  readonly keyspace: string | undefined;
  readonly name: string;
}

export interface StatementParts {
  readonly kind: StatementKind;
  readonly markers: readonly Marker[];
  /** The tables that are written or read, in order, without repetition. */
  readonly tables: readonly TableName[];
  /** Whether there is an IF with conditions, IF EXISTS or IF NOT EXISTS. */
  readonly isConditional: boolean;
  /** Whether there is an IF NOT EXISTS: then the row that was met has all columns. */
  readonly meetsWholeRow: boolean;
  /** Names in the conditions, folded. Some are not columns: functions, literals. */
  readonly conditionNames: readonly string[];
  /** Names between WHERE and what comes after it, folded. */
  readonly whereNames: readonly string[];
  readonly isGrouped: boolean;
  readonly tokens: readonly CqlToken[];
}

const kinds = new Map<string, StatementKind>([
  ['SELECT', 'select'],
  ['INSERT', 'insert'],
  ['UPDATE', 'update'],
  ['DELETE', 'delete'],
  ['BEGIN', 'batch'],
]);

const clauseOfWord = new Map<string, Clause>([
  ['SELECT', 'selection'],
  ['INSERT', 'other'],
  ['UPDATE', 'other'],
  ['DELETE', 'selection'],
  ['FROM', 'other'],
  ['INTO', 'other'],
  ['USING', 'other'],
  ['SET', 'set'],
  ['WHERE', 'where'],
  ['ORDER', 'where'],
  ['IF', 'condition'],
  ['LIMIT', 'other'],
  ['PER', 'other'],
  ['GROUP', 'other'],
  ['ALLOW', 'other'],
  ['APPLY', 'other'],
  ['LET', 'selection'],
  ['THEN', 'other'],
  ['END', 'other'],
  ['COMMIT', 'other'],
]);

/** Words of a clause that name nothing. */
const operators = new Set([
  'AND',
  'IN',
  'NOT',
  'EXISTS',
  'CONTAINS',
  'KEY',
  'LIKE',
  'IS',
  'NULL',
  'TRUE',
  'FALSE',
  'BETWEEN',
]);

/** Undefined for a text that neither reads nor writes rows: DDL, USE, DESCRIBE, GRANT, TRUNCATE. */
export function statementParts(text: string): StatementParts | undefined {
  const tokens = cqlTokens(text);
  const first = kinds.get(tokens[0]?.text.toUpperCase() ?? '');
  if (first === undefined) return undefined;
  const isTransaction = first === 'batch' && tokens[1]?.text.toUpperCase() === 'TRANSACTION';
  return { ...new PartsReader(tokens).read(), kind: isTransaction ? 'transaction' : first, tokens };
}

class PartsReader {
  readonly #markers: Marker[] = [];
  readonly #tables: TableName[] = [];
  readonly #conditionNames = new Set<string>();
  readonly #whereNames = new Set<string>();
  #clause: Clause = 'other';
  #isInsert = false;
  #isConditional = false;
  #meetsWholeRow = false;
  #isGrouped = false;
  #depth = 0;
  /** For each open brace of a map literal, whether its current entry has its colon. */
  readonly #braces: { hasKey: boolean; isSeparated: boolean }[] = [];

  constructor(readonly tokens: readonly CqlToken[]) {}

  read(): Omit<StatementParts, 'kind' | 'tokens'> {
    for (let index = 0; index < this.tokens.length;) index = this.#readToken(index);
    return {
      markers: this.#markers,
      tables: this.#tables,
      isConditional: this.#isConditional,
      meetsWholeRow: this.#meetsWholeRow,
      conditionNames: [...this.#conditionNames],
      whereNames: [...this.#whereNames],
      isGrouped: this.#isGrouped,
    };
  }

  /** Returns the index after what was read. */
  #readToken(index: number): number {
    const token = this.tokens[index]!;
    if (token.kind === 'sign') return this.#readSign(token, index);
    const brace = this.#braces.at(-1);
    if (brace !== undefined) brace.hasKey = true;
    if (token.kind === 'word') this.#readWord(token.text.toUpperCase(), index);
    if (token.kind === 'word' || token.kind === 'quotedName') this.#readName(token, index);
    return index + 1;
  }

  #readSign({ text }: CqlToken, index: number): number {
    const brace = this.#braces.at(-1);
    switch (text) {
      case '?':
        if (brace !== undefined) brace.hasKey = true;
        this.#addMarker(index, index, undefined);
        return index + 1;
      case ':': {
        if (brace?.hasKey && !brace.isSeparated) {
          brace.isSeparated = true;
          return index + 1;
        }
        const name = this.tokens[index + 1];
        if (name?.kind !== 'word' && name?.kind !== 'quotedName') return index + 1;
        if (brace !== undefined) brace.hasKey = true;
        this.#addMarker(index, index + 1, name);
        return index + 2;
      }
      case ',':
        if (brace !== undefined) Object.assign(brace, { hasKey: false, isSeparated: false });
        break;
      case '{':
        if (brace !== undefined) brace.hasKey = true;
        this.#braces.push({ hasKey: false, isSeparated: false });
        break;
      case '}':
        this.#braces.pop();
        break;
      case '(':
        // The statement within `LET a = (SELECT ...)` has clauses of its own.
        if (this.#wordAt(index + 1) !== 'SELECT') this.#depth++;
        break;
      case ')':
        if (this.#depth > 0) this.#depth--;
        break;
    }
    return index + 1;
  }

  #addMarker(first: number, last: number, name: CqlToken | undefined): void {
    const isQuoted = name?.kind === 'quotedName';
    this.#markers.push({
      name: name === undefined ? undefined : isQuoted ? foldName(name.text) : name.text,
      isQuoted,
      start: this.tokens[first]!.start,
      end: this.tokens[last]!.end,
      clause: this.#clause,
      before: this.tokens[first - 1]?.text ?? '',
      beforeThat: this.tokens[first - 2]?.text ?? '',
    });
  }

  #readWord(word: string, index: number): void {
    if (this.tokens[index - 1]?.text === '.') return;
    // VALUES is no reserved word: a column may be called so.
    if (word === 'VALUES' && this.#isInsert && this.tokens[index - 1]?.text === ')') this.#clause = 'values';
    if (this.#depth > 0) return;
    const clause = clauseOfWord.get(word);
    if (clause === undefined) return;
    this.#clause = clause;
    if (word === 'INSERT') this.#isInsert = true;
    if (word === 'UPDATE' || word === 'DELETE' || word === 'SELECT') this.#isInsert = false;
    if (word === 'GROUP') this.#isGrouped = true;
    if (word === 'IF') {
      this.#isConditional = true;
      if (this.#wordAt(index + 1) === 'NOT') this.#meetsWholeRow = true;
    }
    if (word === 'INTO' || word === 'UPDATE' || word === 'FROM') this.#readTable(index + 1);
  }

  #readTable(index: number): void {
    const first = this.tokens[index];
    if (first === undefined || (first.kind !== 'word' && first.kind !== 'quotedName')) return;
    const second = this.tokens[index + 1]?.text === '.' ? this.tokens[index + 2] : undefined;
    const table =
      second === undefined
        ? { keyspace: undefined, name: foldName(first.text) }
        : { keyspace: foldName(first.text), name: foldName(second.text) };
    if (this.#tables.every((each) => each.keyspace !== table.keyspace || each.name !== table.name))
      this.#tables.push(table);
  }

  #readName(token: CqlToken, index: number): void {
    if (token.kind === 'word' && operators.has(token.text.toUpperCase())) return;
    if (this.tokens[index + 1]?.text === '(' && this.#wordAt(index) !== 'TOKEN') return;
    if (this.#clause === 'condition') this.#conditionNames.add(foldName(token.text));
    if (this.#clause === 'where') this.#whereNames.add(foldName(token.text));
  }

  #wordAt(index: number): string {
    return this.tokens[index]?.text.toUpperCase() ?? '';
  }
}

/** The text with `?` for named markers: then the server names the column of each parameter, not the marker. Positions stay. */
export function withoutMarkerNames(text: string, { markers }: StatementParts): string {
  let result = '';
  let from = 0;
  for (const { start, end } of markers) {
    result += `${text.slice(from, start)}?${' '.repeat(end - start - 1)}`;
    from = end;
  }
  return result + text.slice(from);
}
