// Describes a CQL text without its values: the operation, the table, and the text itself with `?` for each literal.
// Removes comments and extra white space. Where quotes are missing or broken, it removes too much rather than too little.
import { skipBlanks, tokenEnd, tokenKind, type CqlTokenKind } from '@async-cassandra/cql-script';
import { isOperation, isSchemaObject } from './cql-operations';

export interface CqlOutline {
  /** As written in the text: `SELECT`, `CREATE TABLE`; empty if the text does not start with a known keyword. */
  readonly operation: string;
  /** As written in the text, with the keyspace if the text names it. */
  readonly table: string | undefined;
  /** The text with its placeholders, `?` for each literal, and shortened lists. */
  readonly text: string;
}

/** The rest of a longer text is ignored: a program generated it, and its beginning distinguishes it from others. */
const maxLength = 4096;

/** A uuid, a blob, a duration or a number: literals without quotes, some of which span several tokens. */
const plainLiteral =
  /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\b|0x[\da-f]*|P(?=[\dT])[\dA-Z.:-]+\b|\d[\w.]*(?:(?<=e)[+-]\d+)?/iy;

const plainName = /^"\w+"$/;
const literalWords: ReadonlySet<string> = new Set(['TRUE', 'FALSE', 'NAN', 'INFINITY']);
const schemaVerbs: ReadonlySet<string> = new Set(['CREATE', 'ALTER', 'DROP']);
/** Words that may stand between a verb and its object. */
const fillers: ReadonlySet<string> = new Set([
  'IF',
  'NOT',
  'EXISTS',
  'OR',
  'REPLACE',
  'CUSTOM',
  'GENERATED',
  'UNLOGGED',
  'COUNTER',
]);

/** One word, name, sign or literal, and whether white space precedes it. */
interface Piece {
  readonly kind: 'literal' | 'name' | 'sign';
  readonly text: string;
  readonly afterSpace: boolean;
}

export function outlineCql(cql: string): CqlOutline {
  const pieces = piecesOf(cql.slice(0, maxLength));
  if (cql.length > maxLength) dropLastWord(pieces);
  const names = new Names(pieces);
  const operation = names.operation();
  return { operation, table: names.table(operation), text: shorten(join(pieces)) };
}

/** Removes the last word, which may be half of a value and look like names and signs. */
function dropLastWord(pieces: Piece[]): void {
  let last = pieces.pop();
  while (last !== undefined && !last.afterSpace) last = pieces.pop();
}

const literal: Pick<Piece, 'kind' | 'text'> = { kind: 'literal', text: '?' };

function piecesOf(cql: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (let start = skipBlanks(cql, 0); start < cql.length; start = skipBlanks(cql, end)) {
    const afterSpace = start > end;
    const kind = tokenKind(cql, start);
    const endOfLiteral = kind === 'word' ? endOfPlainLiteral(cql, start) : undefined;
    end = endOfLiteral ?? tokenEnd(cql, start);
    const isLiteral = endOfLiteral !== undefined;
    pieces.push({ ...(isLiteral ? literal : pieceOf(kind, cql.slice(start, end))), afterSpace });
  }
  return withoutPasswords(pieces);
}

/**
 * Hides in a statement of a role what follows PASSWORD, up to the next option, and what is in a map: the quotes may be missing, by
 * mistake.
 */
function withoutPasswords(pieces: Piece[]): Piece[] {
  const words = pieces.slice(0, 2).map(({ text }) => text.toUpperCase());
  if (!/^(?:CREATE|ALTER) (?:ROLE|USER)$/.test(words.join(' '))) return pieces;
  const shown: Piece[] = [];
  let isSecret = false;
  for (const piece of pieces) {
    const word = piece.text.toUpperCase();
    if (['AND', ';', '}'].includes(word)) isSecret = false;
    const isShown = !isSecret || (word === '=' && shown.at(-1)?.kind === 'name');
    if (isShown) shown.push(piece);
    else if (shown.at(-1)?.kind !== 'literal') shown.push({ ...literal, afterSpace: piece.afterSpace });
    if (word === 'PASSWORD' || word === '{') isSecret = true;
  }
  return shown;
}

function pieceOf(kind: CqlTokenKind, text: string): Pick<Piece, 'kind' | 'text'> {
  if (kind === 'sign') return { kind, text };
  const isName =
    kind === 'word' ? !literalWords.has(text.toUpperCase()) : kind === 'quotedName' && plainName.test(text);
  return isName ? { kind: 'name', text } : literal;
}

function endOfPlainLiteral(cql: string, start: number): number | undefined {
  plainLiteral.lastIndex = start;
  return plainLiteral.test(cql) ? plainLiteral.lastIndex : undefined;
}

function join(pieces: readonly Piece[]): string {
  let text = '';
  for (const piece of pieces) text += piece.afterSpace && text !== '' ? ` ${piece.text}` : piece.text;
  return text;
}

/** Shortens lists, because a statement with three values and one with thirty are the same statement. */
function shorten(text: string): string {
  return text
    .replace(/\bIN\s*\(\s*\?(?:\s*,\s*\?)+\s*\)/gi, 'IN (?)')
    .replace(/\[\s*\?(?:\s*,\s*\?)+\s*\]/g, '[?]')
    .replace(/\{\s*\?(?:\s*[:,]\s*\?)+\s*\}/g, '{?}')
    .replace(/[\s;]+$/, '');
}

/** The names in a statement, in order. */
class Names {
  readonly #pieces: readonly Piece[];

  constructor(pieces: readonly Piece[]) {
    this.#pieces = pieces;
  }

  operation(): string {
    const verb = this.#nameAt(0);
    if (verb === undefined) return '';
    if (verb.toUpperCase() === 'BEGIN') return this.#isWord(1, 'TRANSACTION') ? 'TRANSACTION' : 'BATCH';
    if (!isOperation(verb)) return '';
    if (!schemaVerbs.has(verb.toUpperCase())) return verb;
    const object = this.#pieces.find(
      ({ kind, text }, index) => index > 0 && kind === 'name' && !fillers.has(text.toUpperCase()),
    );
    return object !== undefined && isSchemaObject(object.text) ? `${verb} ${object.text}` : verb;
  }

  table(operation: string): string | undefined {
    const [verb = '', object = ''] = operation.toUpperCase().split(' ');
    switch (verb) {
      case 'SELECT':
      case 'DELETE':
        return this.#nameAfter('FROM');
      case 'INSERT':
        return this.#nameAfter('INTO');
      case 'UPDATE':
        return this.#qualifiedNameFrom(1);
      case 'TRUNCATE':
        return this.#qualifiedNameFrom(this.#isWord(1, 'TABLE') || this.#isWord(1, 'COLUMNFAMILY') ? 2 : 1);
      default:
        if (object === 'TABLE' || object === 'COLUMNFAMILY') return this.#nameAfter(object);
        return object === 'INDEX' && verb === 'CREATE' ? this.#nameAfter('ON') : undefined;
    }
  }

  #nameAfter(keyword: string): string | undefined {
    const at = this.#pieces.findIndex((_, index) => this.#isWord(index, keyword));
    return at === -1 ? undefined : this.#qualifiedNameFrom(at + 1);
  }

  #qualifiedNameFrom(index: number): string | undefined {
    while (fillers.has(this.#nameAt(index)?.toUpperCase() ?? '')) index++;
    const name = this.#nameAt(index);
    if (name === undefined || this.#pieces[index + 1]?.text !== '.') return name;
    const table = this.#nameAt(index + 2);
    return table === undefined ? name : `${name}.${table}`;
  }

  #isWord(index: number, word: string): boolean {
    return this.#nameAt(index)?.toUpperCase() === word;
  }

  #nameAt(index: number): string | undefined {
    const piece = this.#pieces[index];
    return piece?.kind === 'name' ? piece.text : undefined;
  }
}
