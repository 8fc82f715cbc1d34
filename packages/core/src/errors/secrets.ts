// The password of a role, which is part of its CQL text: the text goes into errors, and the server quotes it in what it says of the text.

const ofRole = /\b(?:create|alter)\s+(?:role|user)\b/i;
const mayHoldSecret = new RegExp(`password|${ofRole.source}`, 'i');
const literal = /'(?:[^']|'')*'?|\$\$[^]*?(?:\$\$|$)/g;
/** Without quotes, by mistake. */
const bareWord = /(\bpassword\b\s*=?\s*)(?!\*)[^\s=;'$][^\s;]*/gi;

/** The text as it may be shown. */
export function withoutSecrets(text: string): string {
  if (!mayHoldSecret.test(text)) return text;
  const shown = text.replace(literal, "'***'");
  return ofRole.test(text) ? shown.replace(bareWord, '$1***') : shown;
}

/** Takes what the server quotes of such a text out of its message: the words that it did not expect, and what stands around them. */
export function hideSecrets(error: Error, query: string | readonly string[]): void {
  const mayQuote =
    typeof query === 'string' ? mayHoldSecret.test(query) : query.some((each) => mayHoldSecret.test(each));
  if (!mayQuote) return;
  const message = error.message.replace(/\s*\([^]*\)$/, '').replace(literal, "'***'");
  Reflect.defineProperty(error, 'message', { value: message, writable: true, configurable: true });
  Reflect.defineProperty(error, 'stack', { value: `${error.name}: ${message}`, writable: true, configurable: true });
}
