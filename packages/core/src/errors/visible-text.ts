// What a server sends reaches terminals and log files through messages: a colour of its choice, a cleared screen, a line that looks
// like one of the log's own. Names of a schema (columns, datacenters) come from it as well.

/** Controls (C0, DEL, C1), separators of lines, marks that turn the direction of a text, halves of surrogate pairs. */
const invisible = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Cs}]/gu;

const shortEscapes: ReadonlyMap<string, string> = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

/** The text with escapes in place of what cannot be seen: `\n`, `\x1b`, `\u202e`. Of its own answer it changes nothing. */
export function visibleText(text: string): string {
  return text.replace(invisible, (character) => shortEscapes.get(character) ?? escapeOf(character.charCodeAt(0)));
}

function escapeOf(code: number): string {
  const digits = code.toString(16);
  return code < 0x100 ? `\\x${digits.padStart(2, '0')}` : `\\u${digits.padStart(4, '0')}`;
}
