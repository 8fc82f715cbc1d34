import { createHash } from 'node:crypto';

/**
 * Identifies a statement. Comments are already removed; line breaks and indentation do not count, so that a
 * file is the same after a checkout on Windows, and after a formatter.
 */
export function checksumOf(statement: string): string {
  return hash(outsideOfQuotes(statement, (piece) => piece.replace(/\s+/g, ' ')).trim());
}

/** Identifies a file by its statements, in order. */
export function checksumOfAll(checksums: readonly string[]): string {
  return hash(checksums.join('\n'));
}

const quoted = /('[^']*'|"[^"]*"|\$\$[\s\S]*?\$\$)/;

/** Changes the parts of a statement outside of texts, quoted names and `$$` bodies. */
function outsideOfQuotes(statement: string, change: (piece: string) => string): string {
  return statement
    .split(quoted)
    .map((piece, i) => (i % 2 === 0 ? change(piece) : piece))
    .join('');
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
