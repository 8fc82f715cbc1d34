// Escapes invisible characters in messages: text from a server reaches terminals and log files, and could set colours, clear the screen or
// forge a log line. The names of a schema (columns, datacenters) come from the server as well.

/** Controls (C0, DEL, C1), line separators, marks that change the direction of a text, halves of surrogate pairs. */
const invisible = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Cs}]/gu;

const shortEscapes: ReadonlyMap<string, string> = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

/** Returns the text with invisible characters escaped: `\n`, `\x1b`, `\u202e`. Idempotent. */
export function visibleText(text: string): string {
  return text.replace(invisible, (character) => shortEscapes.get(character) ?? escapeOf(character.charCodeAt(0)));
}

function escapeOf(code: number): string {
  const digits = code.toString(16);
  return code < 0x100 ? `\\x${digits.padStart(2, '0')}` : `\\u${digits.padStart(4, '0')}`;
}
