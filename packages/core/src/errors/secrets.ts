// Hides the passwords of roles, which are part of their CQL text: errors contain the text, and the server quotes it in its messages.

/** Comments may stand between the words. */
const ofRole = /\b(?:create|alter)(?:\s|\/\*(?:[^*]|\*(?!\/))*\*\/|(?:--|\/\/)[^\n]*\n)+(?:role|user)\b/i;
const mayHoldSecret = new RegExp(`password|${ofRole.source}`, 'i');
const literal = /'(?:[^']|'')*'?|\$\$[^]*?(?:\$\$|$)/g;
/** A password without quotes, by mistake: all words up to the next option. */
const bareWords = /(\bpassword\b[\s=:]*)(?!'\*\*\*'\s*(?:and\b|;|$))(?=[^\s=:])(?:(?!\sand\s)[^;])*/gi;
/** The options of a role, whose texts may lack their quotes as well. */
const map = /\{[^}]*\}?/g;

/** Returns the text with its passwords replaced by `***`. */
export function withoutSecrets(text: string): string {
  if (!mayHoldSecret.test(text)) return text;
  const shown = text.replace(literal, "'***'");
  return ofRole.test(text) ? shown.replace(map, '{***}').replace(bareWords, '$1***') : shown;
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
