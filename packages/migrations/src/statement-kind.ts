// Classifies statements, as far as executing and repeating them depends on it.
import { cqlTokens, firstWord } from '@async-cassandra/cql-script';

const schemaWords = new Set(['CREATE', 'ALTER', 'DROP', 'GRANT', 'REVOKE']);

export const changesSchema = (text: string): boolean => schemaWords.has(firstWord(text));

/**
 * Returns whether a statement that writes rows gives the same rows when it runs twice: no condition, no counter, no growing list, no batch, and
 * no function with varying results. False in doubt.
 */
export function mayRunTwice(text: string): boolean {
  const plain = withoutTexts(text);
  const word = firstWord(plain);
  if (!['INSERT', 'UPDATE', 'DELETE', 'SELECT'].includes(word)) return false;
  if (/\bIF\b/i.test(plain) || /\b(now|uuid|current\w+)\s*\(/i.test(plain)) return false;
  if (word === 'UPDATE') return !/[+[\]-]/.test(plain.replace(/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi, ''));
  return word !== 'DELETE' || !plain.includes('[');
}

/** Returns the statement with `''` for each string, quoted name and body, and without comments. */
function withoutTexts(text: string): string {
  let plain = '';
  let end = 0;
  for (const token of cqlTokens(text)) {
    if (token.start > end) plain += ' ';
    plain += token.kind === 'word' || token.kind === 'sign' ? token.text : "''";
    end = token.end;
  }
  return plain;
}

/** The messages of servers from 3.11 to 5.0 for a statement that has already been done. */
const alreadyDone: readonly (readonly [statement: RegExp, answer: RegExp])[] = [
  [/^CREATE\b/i, /already exist|cannot add existing/i],
  [/^ALTER\b[^]*\bADD\b/i, /conflicts with an existing column|already exists/i],
  [/^ALTER\b[^]*\bDROP\b/i, /was not found in table/i],
  [/^ALTER\b[^]*\bRENAME\b/i, /(unknown|undefined) column|unkn?own field/i],
  [/^DROP\b/i, /does(n't| not) exist|non existing|unconfigured table|could not be found|no user type named/i],
];

/** Returns whether a refusal means that the statement has already been done. */
export function saysAlreadyDone(text: string, refusal: string): boolean {
  return alreadyDone.some(([statement, answer]) => statement.test(text) && answer.test(refusal));
}
