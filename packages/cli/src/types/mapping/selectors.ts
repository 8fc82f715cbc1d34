// The selectors of a SELECT: what each column of the result comes from. PREPARE tells only its name, which an alias hides.
import { foldName, type CqlToken } from '@async-cassandra/cql-script';

export interface Selector {
  /** The column, when the selector is one, whatever its alias. */
  readonly column: string | undefined;
  /** The function, lower case and without its keyspace, when the selector is a call of one. */
  readonly call: string | undefined;
  /** The names of all functions in it. */
  readonly functions: readonly string[];
}

export type Selection = 'all' | 'json' | readonly Selector[];

/** Takes the tokens of a SELECT. */
export function selectionOf(tokens: readonly CqlToken[]): Selection {
  let position = 1;
  const isWord = (word: string) => tokens[position]?.kind === 'word' && tokens[position]!.text.toUpperCase() === word;
  const isFollowed = () =>
    !/^[,.(]$/.test(tokens[position + 1]?.text ?? ',') && tokens[position + 1]?.text.toUpperCase() !== 'FROM';
  if (isWord('DISTINCT') && isFollowed()) position++;
  if (isWord('JSON') && isFollowed()) return 'json';
  const parts: CqlToken[][] = [[]];
  let depth = 0;
  for (; position < tokens.length; position++) {
    const { text, kind } = tokens[position]!;
    if (depth === 0 && kind === 'word' && text.toUpperCase() === 'FROM') break;
    if (/^[([{]$/.test(text)) depth++;
    if (/^[)\]}]$/.test(text)) depth--;
    if (depth === 0 && text === ',') parts.push([]);
    else parts.at(-1)!.push(tokens[position]!);
  }
  if (parts.length === 1 && parts[0]!.length === 1 && parts[0]![0]!.text === '*') return 'all';
  return parts.map(selectorOf);
}

function selectorOf(tokens: readonly CqlToken[]): Selector {
  const alias = tokens.findIndex(
    ({ kind, text }, index) =>
      index > 0 && kind === 'word' && text.toUpperCase() === 'AS' && depthAt(tokens, index) === 0,
  );
  const own = alias === -1 ? tokens : tokens.slice(0, alias);
  const functions = own.flatMap(({ kind, text }, index) =>
    (kind === 'word' || kind === 'quotedName') && own[index + 1]?.text === '(' ? [foldName(text)] : [],
  );
  const isName = own.length === 1 && (own[0]!.kind === 'word' || own[0]!.kind === 'quotedName');
  const start = own[1]?.text === '.' ? 2 : 0;
  const isCall = own[start + 1]?.text === '(' && closes(own, start + 1) === own.length - 1;
  return {
    column: isName ? foldName(own[0]!.text) : undefined,
    call: isCall ? foldName(own[start]!.text) : undefined,
    functions,
  };
}

function depthAt(tokens: readonly CqlToken[], index: number): number {
  return tokens.slice(0, index).reduce((depth, { text }) => depth + (text === '(' ? 1 : text === ')' ? -1 : 0), 0);
}

/** The index of the parenthesis that closes the one at `open`. */
function closes(tokens: readonly CqlToken[], open: number): number {
  let depth = 0;
  return tokens.findIndex(({ text }, index) => {
    if (index < open) return false;
    if (text === '(') depth++;
    if (text === ')') depth--;
    return depth === 0;
  });
}

const scalars =
  /^(?:token|ttl|writetime|maxwritetime|minwritetime|cast|now|uuid|current_?(?:timestamp|date|time|timeuuid)|to_?(?:date|timestamp|unix_?timestamp|json)|from_?json|dateof|unixtimestampof|(?:min|max)_?timeuuid|\w+_?as_?blob|blob_?as_?\w+|similarity_\w+|mask_\w+|abs|exp|log|log10|round|map_keys|map_values|collection_\w+)$/;
const neverNull = /^(?:count|token|now|uuid|current_?(?:timestamp|date|time|timeuuid))$/;

/** Whether a SELECT without GROUP BY gives one row even when no row matches: then the columns beside the aggregate are null. */
export function mayAggregate(selection: Selection): boolean {
  return (
    typeof selection !== 'string' && selection.some(({ functions }) => functions.some((name) => !scalars.test(name)))
  );
}

/** Whether a call never gives null, whatever it is called with. */
export function givesNull(call: string): boolean {
  return !neverNull.test(call);
}
