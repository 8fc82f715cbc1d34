// Hides the passwords of roles, which are part of their CQL text: errors contain the text, and the server quotes it in its messages.

const ofRole = /\b(?:create|alter)\s+(?:role|user)\b/i;
const mayHoldSecret = new RegExp(`password|${ofRole.source}`, 'i');
const literal = /'(?:[^']|'')*'?|\$\$[^]*?(?:\$\$|$)/g;
/** A password without quotes, by mistake. */
const bareWord = /(\bpassword\b\s*=?\s*)(?!\*)[^\s=;'$][^\s;]*/gi;

/** Returns the text with its passwords replaced by `***`. */
export function withoutSecrets(text: string): string {
  if (!mayHoldSecret.test(text)) return text;
  const shown = text.replace(literal, "'***'");
  return ofRole.test(text) ? shown.replace(bareWord, '$1***') : shown;
}

/** Removes from the message of an error what the server quotes of a text with a password: the unexpected words and their surroundings. */
export function hideSecrets(error: Error, query: string | readonly string[]): void {
  const mayQuote =
    typeof query === 'string' ? mayHoldSecret.test(query) : query.some((each) => mayHoldSecret.test(each));
  if (!mayQuote) return;
  const message = error.message.replace(/\s*\([^]*\)$/, '').replace(literal, "'***'");
  Reflect.defineProperty(error, 'message', { value: message, writable: true, configurable: true });
  Reflect.defineProperty(error, 'stack', { value: `${error.name}: ${message}`, writable: true, configurable: true });
}
