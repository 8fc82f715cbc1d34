// Reads a CQL text without a parser: its first keyword, the keyspace that a USE names, and its parameter markers.
// No regular expression: a text may be long.
import { firstWord, foldName, skipBlanks, tokenEnd, tokenKind, wordEnd } from '@async-cassandra/cql-script';

/** `transaction` is BEGIN TRANSACTION of Accord; `permission` is GRANT and REVOKE; `inspection` is LIST and DESCRIBE, which read like SELECT but cannot be prepared. */
export type StatementKind =
  | 'select'
  | 'insert'
  | 'update'
  | 'delete'
  | 'batch'
  | 'transaction'
  | 'schema'
  | 'truncate'
  | 'use'
  | 'permission'
  | 'inspection'
  | 'unknown';

/** One parameter marker: `?`, or `:name` with the name as the server folds it. */
export interface ParameterMarker {
  readonly position: number;
  readonly end: number;
  readonly name: string | undefined;
}

const kindOfKeyword: ReadonlyMap<string, StatementKind> = new Map<string, StatementKind>([
  ['SELECT', 'select'],
  ['INSERT', 'insert'],
  ['UPDATE', 'update'],
  ['DELETE', 'delete'],
  ['BEGIN', 'batch'],
  ['CREATE', 'schema'],
  ['ALTER', 'schema'],
  ['DROP', 'schema'],
  ['TRUNCATE', 'truncate'],
  ['USE', 'use'],
  ['GRANT', 'permission'],
  ['REVOKE', 'permission'],
  ['LIST', 'inspection'],
  ['DESCRIBE', 'inspection'],
  ['DESC', 'inspection'],
]);

const char = {
  openParenthesis: 0x28,
  closeParenthesis: 0x29,
  comma: 0x2c,
  dot: 0x2e,
  colon: 0x3a,
  questionMark: 0x3f,
  openBracket: 0x5b,
  closeBracket: 0x5d,
  openBrace: 0x7b,
  closeBrace: 0x7d,
} as const;

/** Returns what a text does. Reads no further than the first keyword, or the second one after BEGIN. */
export function statementKind(query: string): StatementKind {
  const kind = kindOfKeyword.get(firstWord(query)) ?? 'unknown';
  return kind === 'batch' && secondWord(query) === 'TRANSACTION' ? 'transaction' : kind;
}

/** Whether the answer to such a statement may have the column [applied], which tells whether its condition held. */
export function mayBeConditional(kind: StatementKind): boolean {
  return kind === 'insert' || kind === 'update' || kind === 'delete' || kind === 'batch';
}

/** Whether a statement is about keyspaces or roles: it needs no keyspace, and has to work where the session's keyspace does not exist. */
export function needsNoKeyspace(query: string): boolean {
  return kindOfKeyword.get(firstWord(query)) === 'schema' && /^(KEYSPACE|ROLE|USER)$/.test(secondWord(query));
}

/** Whether the text only reads, so that sending it twice changes nothing. */
export function isReadKind(kind: StatementKind): boolean {
  return kind === 'select' || kind === 'inspection';
}

/** Returns the keyspace that a USE names, folded as CQL does it: `USE Name` is `name`, `USE "Name"` is `Name`. Undefined for another text. */
export function keyspaceOfUse(query: string): string | undefined {
  if (kindOfKeyword.get(firstWord(query)) !== 'use') return undefined;
  const start = afterFirstWord(query);
  const end = tokenKind(query, start) === 'quotedName' ? tokenEnd(query, start) : wordEnd(query, start);
  return foldName(query.slice(start, end)) || undefined;
}

/** Whether a SELECT names the keyspace of its table: `FROM shop.items`. */
export function namesKeyspace(query: string): boolean {
  for (let position = skipBlanks(query, 0); position < query.length;) {
    const end = readToken(query, position, query.charCodeAt(position), []);
    const isFrom = end - position === 4 && query.slice(position, end).toUpperCase() === 'FROM';
    position = skipBlanks(query, end);
    if (isFrom) return query.charCodeAt(skipBlanks(query, tokenEnd(query, position))) === char.dot;
  }
  return false;
}

/** Returns the words in upper case and in order: keywords, unquoted names, and the letters and digits of literals. */
export function wordsOf(query: string): readonly string[] {
  const words: string[] = [];
  for (let position = skipBlanks(query, 0); position < query.length;) {
    const end = readToken(query, position, query.charCodeAt(position), []);
    if (tokenKind(query, position) === 'word') words.push(query.slice(position, end).toUpperCase());
    position = skipBlanks(query, end);
  }
  return words;
}

const afterFirstWord = (query: string): number => skipBlanks(query, wordEnd(query, skipBlanks(query, 0)));

const secondWord = (query: string): string => {
  const start = afterFirstWord(query);
  return query.slice(start, wordEnd(query, start)).toUpperCase();
};

/** An open brace: whether its current entry has a key, and the colon after it. */
interface OpenBrace {
  hasKey: boolean;
  separated: boolean;
}

/**
 * The parameter markers in order. A colon also separates key and value in `{ key : value }`, where blanks are optional:
 * `{a:now()}` holds no marker, `{a::now}` holds one. So directly inside braces the first colon after a key separates.
 */
export function parameterMarkers(query: string): readonly ParameterMarker[] {
  const markers: ParameterMarker[] = [];
  /** Undefined marks an open parenthesis or bracket. */
  const open: (OpenBrace | undefined)[] = [];
  let position = skipBlanks(query, 0);
  while (position < query.length) {
    const brace = open.at(-1);
    const code = query.charCodeAt(position);
    if (code === char.colon && brace?.hasKey && !brace.separated) {
      brace.separated = true;
      position++;
    } else if (code === char.comma && brace) {
      brace.hasKey = false;
      brace.separated = false;
      position++;
    } else if (code === char.closeBrace || code === char.closeBracket || code === char.closeParenthesis) {
      open.pop();
      position++;
    } else {
      if (brace) brace.hasKey = true;
      if (code === char.openBrace) open.push({ hasKey: false, separated: false });
      else if (code === char.openBracket || code === char.openParenthesis) open.push(undefined);
      position = readToken(query, position, code, markers);
    }
    position = skipBlanks(query, position);
  }
  return markers;
}

/** Returns the position after a token, or after a marker with its name. */
function readToken(query: string, position: number, code: number, markers: ParameterMarker[]): number {
  if (code === char.colon) return readNamedMarker(query, position, markers);
  const end = tokenEnd(query, position);
  if (code === char.questionMark) markers.push({ position, end, name: undefined });
  return end;
}

function readNamedMarker(query: string, position: number, markers: ParameterMarker[]): number {
  const start = skipBlanks(query, position + 1);
  const isQuoted = tokenKind(query, start) === 'quotedName';
  const end = isQuoted ? tokenEnd(query, start) : wordEnd(query, start);
  if (end === start) return position + 1;
  markers.push({ position, end, name: foldName(query.slice(start, end)) });
  return end;
}
