// Spellings in TypeScript source.

/** A string literal in single quotes. */
export function literal(text: string): string {
  const escaped = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  // JSON leaves the line separators of Unicode as they are; in a source file they would break lines for some tools.
  return `'${escaped.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')}'`;
}

const identifier = /^[A-Za-z_$][\w$]*$/;

/** A name as a property of an object type. */
export function propertyName(name: string): string {
  return identifier.test(name) ? name : literal(name);
}

/** A name as the label of an element of a tuple. */
export function tupleLabel(name: string): string {
  const safe = name.replaceAll(/[^\w$]+/g, '_').replaceAll(/^_+|_+$/g, '');
  return /^[A-Za-z_$]/.test(safe) ? safe : `_${safe}`;
}
