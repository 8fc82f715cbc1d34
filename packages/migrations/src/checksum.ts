import { createHash } from 'node:crypto';

/**
 * What a statement is known by. Comments are gone already; where it stands in lines and how far it is indented do not count, so that a
 * file is the same after a checkout on Windows, and after a formatter.
 */
export function checksumOf(statement: string): string {
  return hash(outsideOfQuotes(statement, (piece) => piece.replace(/\s+/g, ' ')).trim());
}

/** What a file is known by: its statements, in their order. */
export function checksumOfAll(checksums: readonly string[]): string {
  return hash(checksums.join('\n'));
}

const quoted = /('[^']*'|"[^"]*"|\$\$[\s\S]*?\$\$)/;

/** Changes the pieces of a statement that are neither a text, nor a quoted name, nor a `$$` body. */
function outsideOfQuotes(statement: string, change: (piece: string) => string): string {
  return statement
    .split(quoted)
    .map((piece, i) => (i % 2 === 0 ? change(piece) : piece))
    .join('');
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
