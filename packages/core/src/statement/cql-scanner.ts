// What a CQL text is, without a parser: its first keyword, the keyspace a USE names, and its parameter markers.
// Comments, strings and quoted names are stepped over as the server's lexer does. No regular expression: a text may be long.

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
  tab: 0x09,
  lineFeed: 0x0a,
  carriageReturn: 0x0d,
  space: 0x20,
  doubleQuote: 0x22,
  dollar: 0x24,
  quote: 0x27,
  openParenthesis: 0x28,
  closeParenthesis: 0x29,
  asterisk: 0x2a,
  comma: 0x2c,
  dash: 0x2d,
  dot: 0x2e,
  slash: 0x2f,
  colon: 0x3a,
  questionMark: 0x3f,
  openBracket: 0x5b,
  closeBracket: 0x5d,
  openBrace: 0x7b,
  closeBrace: 0x7d,
} as const;

/** Reads no further than the first keyword, or the second where BEGIN is the first. */
export function statementKind(query: string): StatementKind {
  const start = skipBlanks(query, 0);
  const end = endOfWord(query, start);
  const kind = kindOfKeyword.get(query.slice(start, end).toUpperCase()) ?? 'unknown';
  if (kind !== 'batch') return kind;
  const next = skipBlanks(query, end);
  return query.slice(next, endOfWord(query, next)).toUpperCase() === 'TRANSACTION' ? 'transaction' : 'batch';
}

/** Whether the server tells of such a statement, in the column [applied], whether its condition held. */
export function mayBeConditional(kind: StatementKind): boolean {
  return kind === 'insert' || kind === 'update' || kind === 'delete' || kind === 'batch';
}

/** Whether a statement is about keyspaces or roles: it needs no keyspace, and has to work where the session's own does not exist. */
export function needsNoKeyspace(query: string): boolean {
  const keyword = skipBlanks(query, 0);
  const end = endOfWord(query, keyword);
  if (kindOfKeyword.get(query.slice(keyword, end).toUpperCase()) !== 'schema') return false;
  const start = skipBlanks(query, end);
  return /^(KEYSPACE|ROLE|USER)$/.test(query.slice(start, endOfWord(query, start)).toUpperCase());
}

/** Whether the text only reads, so that sending it twice changes nothing. */
export function isReadKind(kind: StatementKind): boolean {
  return kind === 'select' || kind === 'inspection';
}

/** The keyspace that a USE names, folded as CQL does it: `USE Name` is `name`, `USE "Name"` is `Name`. Undefined for another text. */
export function keyspaceOfUse(query: string): string | undefined {
  const keyword = skipBlanks(query, 0);
  const end = endOfWord(query, keyword);
  if (kindOfKeyword.get(query.slice(keyword, end).toUpperCase()) !== 'use') return undefined;
  const start = skipBlanks(query, end);
  if (query.charCodeAt(start) === char.doubleQuote) {
    const close = endOfQuoted(query, start, char.doubleQuote);
    return query.slice(start + 1, close - 1).replaceAll('""', '"') || undefined;
  }
  return query.slice(start, endOfWord(query, start)).toLowerCase() || undefined;
}

/** Whether a SELECT names the keyspace of its table: `FROM shop.items`. */
export function namesKeyspace(query: string): boolean {
  let position = skipBlanks(query, 0);
  while (position < query.length) {
    const end = readToken(query, position, query.charCodeAt(position), []);
    const isFrom = end - position === 4 && query.slice(position, end).toUpperCase() === 'FROM';
    position = skipBlanks(query, end);
    if (!isFrom) continue;
    const table = readToken(query, position, query.charCodeAt(position), []);
    return query.charCodeAt(skipBlanks(query, table)) === char.dot;
  }
  return false;
}

/** Its words in upper case and in order: keywords, unquoted names, and the letters and digits of literals. */
export function wordsOf(query: string): readonly string[] {
  const words: string[] = [];
  for (let position = skipBlanks(query, 0); position < query.length;) {
    const code = query.charCodeAt(position);
    const end = readToken(query, position, code, []);
    if (isWordCharacter(code)) words.push(query.slice(position, end).toUpperCase());
    position = skipBlanks(query, end);
  }
  return words;
}

/** An open brace: whether its current entry has a key yet, and has met the colon after it. */
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
  /** Undefined stands for an open parenthesis or bracket. */
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

function readToken(query: string, position: number, code: number, markers: ParameterMarker[]): number {
  switch (code) {
    case char.questionMark:
      markers.push({ position, name: undefined });
      return position + 1;
    case char.colon:
      return readNamedMarker(query, position, markers);
    case char.quote:
    case char.doubleQuote:
      return endOfQuoted(query, position, code);
    case char.dollar:
      return query.charCodeAt(position + 1) === char.dollar ? endOfDollarQuoted(query, position) : position + 1;
    default:
      return Math.max(endOfWord(query, position), position + 1);
  }
}

function readNamedMarker(query: string, position: number, markers: ParameterMarker[]): number {
  const start = skipBlanks(query, position + 1);
  if (query.charCodeAt(start) === char.doubleQuote) {
    const end = endOfQuoted(query, start, char.doubleQuote);
    markers.push({ position, name: query.slice(start + 1, end - 1).replaceAll('""', '"') });
    return end;
  }
  const end = endOfWord(query, start);
  if (end > start) markers.push({ position, name: query.slice(start, end).toLowerCase() });
  return Math.max(end, position + 1);
}

/** Over white space and comments of the three kinds. */
function skipBlanks(query: string, position: number): number {
  for (;;) {
    const code = query.charCodeAt(position);
    if (code === char.space || code === char.lineFeed || code === char.tab || code === char.carriageReturn) {
      position++;
      continue;
    }
    const next = query.charCodeAt(position + 1);
    if ((code === char.dash && next === char.dash) || (code === char.slash && next === char.slash)) {
      position = endOfLine(query, position);
    } else if (code === char.slash && next === char.asterisk) {
      position = endOrLength(query, query.indexOf('*/', position + 2), 2);
    } else {
      return position;
    }
  }
}

/** As the server's lexer has it: a carriage return by itself ends a comment too. */
function endOfLine(query: string, position: number): number {
  while (position < query.length) {
    const code = query.charCodeAt(position++);
    if (code === char.lineFeed || code === char.carriageReturn) break;
  }
  return position;
}

function endOfWord(query: string, position: number): number {
  while (position < query.length && isWordCharacter(query.charCodeAt(position))) position++;
  return position;
}

function isWordCharacter(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || (code >= 0x30 && code <= 0x39) || code === 0x5f
  );
}

/** A quote inside is written twice. */
function endOfQuoted(query: string, start: number, quote: number): number {
  const mark = String.fromCharCode(quote);
  let position = start + 1;
  for (;;) {
    const found = query.indexOf(mark, position);
    if (found < 0) return query.length;
    if (query.charCodeAt(found + 1) !== quote) return found + 1;
    position = found + 2;
  }
}

function endOfDollarQuoted(query: string, start: number): number {
  return endOrLength(query, query.indexOf('$$', start + 2), 2);
}

function endOrLength(query: string, found: number, width: number): number {
  return found < 0 ? query.length : found + width;
}
