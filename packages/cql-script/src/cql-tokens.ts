// The tokens of a CQL text, as the server's lexer splits it. All code that reads CQL here uses these functions.
// They return positions: a client looks at the first word of each text that it sends, and must not allocate for it.

/** `body` is a text between `$$` and `$$`; `sign` is any other character, by itself. */
export type CqlTokenKind = 'word' | 'string' | 'quotedName' | 'body' | 'sign';

/** One token, without the white space and the comments around it. */
export interface CqlToken {
  readonly kind: CqlTokenKind;
  /** The token as written, with its quotes. */
  readonly text: string;
  /** The index of the token's first character in the text. */
  readonly start: number;
  /** The position after the token. */
  readonly end: number;
}

const char = {
  tab: 0x09,
  lineFeed: 0x0a,
  carriageReturn: 0x0d,
  space: 0x20,
  doubleQuote: 0x22,
  dollar: 0x24,
  quote: 0x27,
  asterisk: 0x2a,
  dash: 0x2d,
  slash: 0x2f,
} as const;

/**
 * Lists the tokens of a text in order.
 *
 * @example
 * cqlTokens('SELECT "Name" FROM users -- all of them').map(({ text }) => text); // ['SELECT', '"Name"', 'FROM', 'users']
 */
export function cqlTokens(text: string): CqlToken[] {
  const tokens: CqlToken[] = [];
  for (let start = skipBlanks(text, 0); start < text.length;) {
    const end = tokenEnd(text, start);
    tokens.push({ kind: tokenKind(text, start), text: text.slice(start, end), start, end });
    start = skipBlanks(text, end);
  }
  return tokens;
}

/** Returns the position of the first token at or after `position`: skips white space and comments of the three kinds. */
export function skipBlanks(text: string, position: number): number {
  for (;;) {
    const code = text.charCodeAt(position);
    if (code === char.space || code === char.lineFeed || code === char.tab || code === char.carriageReturn) {
      position++;
      continue;
    }
    const end = commentEnd(text, position);
    if (end === position) return position;
    position = end;
  }
}

/** Returns the position after the comment that begins at `position`, or `position` if none begins there. The line break after `--` and `//` stays. */
export function commentEnd(text: string, position: number): number {
  const code = text.charCodeAt(position);
  if (code !== char.dash && code !== char.slash) return position;
  const next = text.charCodeAt(position + 1);
  if (next === code) return lineEnd(text, position);
  return code === char.slash && next === char.asterisk
    ? endAfter(text, text.indexOf('*/', position + 2), '*/')
    : position;
}

/** Returns the kind of the token that begins at `position`. */
export function tokenKind(text: string, position: number): CqlTokenKind {
  const code = text.charCodeAt(position);
  if (isWordCharacter(code)) return 'word';
  if (code === char.quote) return 'string';
  if (code === char.doubleQuote) return 'quotedName';
  return code === char.dollar && text.charCodeAt(position + 1) === char.dollar ? 'body' : 'sign';
}

/** Returns the position after the token that begins at `position`. An unclosed token ends with the text. */
export function tokenEnd(text: string, position: number): number {
  switch (tokenKind(text, position)) {
    case 'word':
      return wordEnd(text, position);
    case 'string':
      return quotedEnd(text, position, "'");
    case 'quotedName':
      return quotedEnd(text, position, '"');
    case 'body':
      return endAfter(text, text.indexOf('$$', position + 2), '$$');
    default:
      return position + 1;
  }
}

/** Returns the position after the letters, digits and underscores from `position` on; `position` itself if there are none. */
export function wordEnd(text: string, position: number): number {
  while (position < text.length && isWordCharacter(text.charCodeAt(position))) position++;
  return position;
}

/** Returns whether a token or a comment has its closing mark. */
export function isClosed(token: string): boolean {
  switch (token[0]) {
    case "'":
    case '"':
      // A quote inside is doubled, so an odd number of quotes means an open one.
      return (token.split(token[0]).length - 1) % 2 === 0;
    case '$':
      return !token.startsWith('$$') || (token.length >= 4 && token.endsWith('$$'));
    case '/':
      return !token.startsWith('/*') || (token.length >= 4 && token.endsWith('*/'));
    default:
      return true;
  }
}

/** Returns the first word of a text in upper case: a statement's keyword. Empty if the text does not begin with a word. */
export function firstWord(text: string): string {
  const start = skipBlanks(text, 0);
  return text.slice(start, wordEnd(text, start)).toUpperCase();
}

/** Returns a name as the server stores it: unchanged in double quotes, otherwise in lower case. */
export function foldName(name: string): string {
  return name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name.toLowerCase();
}

/** Returns a name in double quotes, so that CQL does not fold its letters. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Returns the end of the line. A carriage return alone ends a comment too, as in the server's lexer. */
function lineEnd(text: string, position: number): number {
  while (position < text.length) {
    const code = text.charCodeAt(position);
    if (code === char.lineFeed || code === char.carriageReturn) break;
    position++;
  }
  return position;
}

function quotedEnd(text: string, start: number, quote: string): number {
  let position = start + 1;
  for (;;) {
    const found = text.indexOf(quote, position);
    if (found < 0) return text.length;
    if (text[found + 1] !== quote) return found + 1;
    position = found + 2;
  }
}

function endAfter(text: string, found: number, mark: string): number {
  return found < 0 ? text.length : found + mark.length;
}

function isWordCharacter(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || (code >= 0x30 && code <= 0x39) || code === 0x5f
  );
}
