// Parses enough CQL to answer clients' queries of system tables: a select list, one table, `=` and `IN` conditions.
import { cqlTokens, foldName, type CqlToken } from '@async-cassandra/cql-script';

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
  /** `IN ?`: the single operand is a list. */
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

const systemKeyspaces =
  /^(system|system_schema|system_auth|system_distributed|system_traces|system_views|system_virtual_schema)$/;

/** Returns the parsed statement; `null` for a text that is not a SELECT, or that has unsupported expressions. */
export function parseSelect(query: string): SelectStatement | null {
  return new SelectReader(cqlTokens(query)).read();
}

class SelectReader {
  readonly #tokens: readonly CqlToken[];
  #index = 0;
  #markers = 0;

  constructor(tokens: readonly CqlToken[]) {
    this.#tokens = tokens;
  }

  read(): SelectStatement | null {
    if (!this.#take('SELECT')) return null;
    this.#take('DISTINCT');
    const selectors = this.#take('*') ? null : this.#selectors();
    if (selectors?.length === 0 || !this.#take('FROM')) return null;
    const first = this.#name();
    if (first === null) return null;
    const second = this.#take('.') ? this.#name() : null;
    return {
      keyspace: second === null ? null : first,
      table: second ?? first,
      selectors,
      conditions: this.#skipTo('WHERE') ? this.#conditions() : [],
      limit: this.#limit(),
    };
  }

  /** Returns an empty list if one of the selectors is an expression. */
  #selectors(): readonly Selector[] {
    const selectors: Selector[] = [];
    do {
      const column = this.#name();
      if (column === null) return [];
      const isCount = column === 'count' && this.#take('(');
      if (isCount && !((this.#take('*') || this.#take('1')) && this.#take(')'))) return [];
      const alias = this.#take('AS') ? this.#name() : column;
      if (alias === null) return [];
      selectors.push({ column, alias, isCount });
    } while (this.#take(','));
    return selectors;
  }

  #conditions(): readonly Condition[] {
    const conditions: Condition[] = [];
    while (this.#index < this.#tokens.length && !this.#isAt('LIMIT')) {
      const column = this.#name();
      if (column === null) this.#index++;
      else if (this.#take('=')) conditions.push({ column, operands: [this.#operand()], isList: false });
      else if (this.#take('IN')) conditions.push({ column, ...this.#list() });
    }
    return conditions;
  }

  #list(): Pick<Condition, 'operands' | 'isList'> {
    if (!this.#take('(')) return { operands: [this.#operand()], isList: true };
    const operands: Operand[] = [];
    while (this.#index < this.#tokens.length && !this.#take(')')) {
      if (!this.#take(',')) operands.push(this.#operand());
    }
    return { operands, isList: false };
  }

  #operand(): Operand {
    if (this.#take('?')) return { marker: this.#markers++, name: null };
    if (this.#take(':')) return { marker: this.#markers++, name: this.#name() };
    const first = this.#tokens[this.#index];
    if (first === undefined) return { literal: '' };
    this.#index++;
    if (first.kind === 'string') return { literal: first.text.slice(1, -1).replaceAll("''", "'") };
    // A uuid or a negative number has more than one token.
    let literal = first.text;
    for (let last = first; ; this.#index++) {
      const next = this.#tokens[this.#index];
      if (next?.start !== last.end || !/^[-\w]+$/.test(next.text)) return { literal };
      literal += next.text;
      last = next;
    }
  }

  #limit(): number | null {
    const digits = this.#skipTo('LIMIT') ? this.#tokens[this.#index]?.text : undefined;
    return digits !== undefined && /^\d+$/.test(digits) ? Number(digits) : null;
  }

  #name(): string | null {
    const token = this.#tokens[this.#index];
    if (token === undefined || (token.kind !== 'quotedName' && !/^[A-Za-z]/.test(token.text))) return null;
    this.#index++;
    return foldName(token.text);
  }

  #isAt(text: string): boolean {
    return this.#tokens[this.#index]?.text.toUpperCase() === text;
  }

  #take(text: string): boolean {
    if (!this.#isAt(text)) return false;
    this.#index++;
    return true;
  }

  /** Moves to the token after the next `word`. Does not move without one. */
  #skipTo(word: string): boolean {
    const found = this.#tokens.findIndex(({ text }, index) => index >= this.#index && text.toUpperCase() === word);
    if (found >= 0) this.#index = found + 1;
    return found >= 0;
  }
}

export function isSystemQuery(query: string): boolean {
  const tokens = cqlTokens(query);
  if (tokens[0]?.text.toUpperCase() !== 'SELECT') return false;
  const from = tokens.findIndex(({ text }) => text.toUpperCase() === 'FROM');
  const keyspace = tokens[from + 1];
  return keyspace !== undefined && tokens[from + 2]?.text === '.' && systemKeyspaces.test(foldName(keyspace.text));
}

/** Lists the bind markers of any statement in order: a name, or `null` for `?`. */
export function bindMarkers(query: string): (string | null)[] {
  const tokens = cqlTokens(query);
  return tokens.flatMap(({ text, end }, index) => {
    if (text === '?') return [null];
    const name = tokens[index + 1];
    return text === ':' && name?.start === end && /^[A-Za-z]/.test(name.text) ? [foldName(name.text)] : [];
  });
}
