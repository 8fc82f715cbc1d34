// Codecs of the application: values of its own in place of the default ones. What `codec` checks and makes.
import { cqlTokens, foldName, isClosed } from '@async-cassandra/cql-script';
import { ConfigurationError } from '../errors/async-cassandra-error';
import { visibleText } from '../errors/visible-text';
import * as check from '../options/option-checks';
import { checkOptions, option, optionBag, type TableOf } from '../options/option-table';
import { codecTypeName } from './codec-type-name';

/**
 * Between the default JavaScript value of a CQL type (`Stored`) and a value of the application's (`Own`). Both functions are
 * synchronous and are never called with null, undefined or unset. What they throw ends the request that called them.
 */
export interface CodecFunctions<Stored, Own> {
  /** Makes what rows hold from the value that would be in its place without the codec. May give null, but neither undefined nor a promise. */
  decode(value: Stored): Own;
  /** Makes what is written from a parameter: any value that the type takes, but neither null nor undefined nor a promise. */
  encode(value: Own): unknown;
}

/** For every value of a type, wherever it stands. */
export interface TypeCodecOptions<Stored, Own> extends CodecFunctions<Stored, Own> {
  /** As CQL writes it: `timestamp`, `list<decimal>`, the name of a user type. `frozen` makes no difference. */
  readonly type: string;
  readonly column?: undefined;
}

/** For the values of one column. */
export interface ColumnCodecOptions<Stored, Own> extends CodecFunctions<Stored, Own> {
  /** `keyspace.table.column`. As in CQL, a name in double quotes is exact, and any other is folded to lower case. */
  readonly column: string;
  readonly type?: undefined;
}

export type CodecOptions<Stored, Own> = TypeCodecOptions<Stored, Own> | ColumnCodecOptions<Stored, Own>;

export interface CodecColumn {
  readonly keyspace: string;
  readonly table: string;
  readonly name: string;
}

/** What `codec` makes, for the option `codecs` of a cluster. */
export class Codec {
  /** The type or the column, as messages name it. */
  readonly subject: string;
  /** The name of the type, as CQL writes it. */
  readonly type: string | undefined;
  readonly column: CodecColumn | undefined;
  readonly #functions: CodecFunctions<never, unknown>;

  /** @internal */
  constructor(target: string | CodecColumn, functions: CodecFunctions<never, unknown>) {
    this.type = typeof target === 'string' ? target : undefined;
    this.column = typeof target === 'string' ? undefined : Object.freeze(target);
    this.subject =
      typeof target === 'string' ? target : visibleText(`${target.keyspace}.${target.table}.${target.name}`);
    this.#functions = functions;
    Object.freeze(this);
  }

  decode(value: unknown): unknown {
    return this.#functions.decode(value as never);
  }

  encode(value: unknown): unknown {
    return this.#functions.encode(value);
  }
}

export const codecBag = optionBag('a codec', {
  type: option(check.text),
  column: option(check.text),
  decode: option(check.callback<(value: never) => unknown>()),
  encode: option(check.callback<(value: unknown) => never>()),
} satisfies TableOf<CodecFunctions<never, unknown> & { readonly type?: string; readonly column?: string }>);

/**
 * Describes how the values of a type or of a column become values of the application's, and back. Give it to the option `codecs`.
 *
 * @throws ConfigurationError when neither or both of `type` and `column` are given, the type is not one of CQL, the column is not
 * `keyspace.table.column`, or a function is missing.
 * @example
 * const money = codec({
 *   type: 'decimal',
 *   decode: (value: types.BigDecimal) => new Money(value.toString()),
 *   encode: (value: Money) => types.BigDecimal.fromString(value.toString()),
 * });
 * const cluster = new AsyncCluster({ codecs: [money] });
 */
export function codec<Stored, Own>(options: CodecOptions<Stored, Own>): Codec {
  checkOptions(codecBag, options);
  const { type, column, decode, encode } = options;
  if ((type === undefined) === (column === undefined)) {
    throw new ConfigurationError("A codec needs one of 'type' and 'column'");
  }
  for (const [name, given] of Object.entries({ decode, encode })) {
    if (given === undefined) throw new ConfigurationError(`Option '${name}' of a codec must be a function`);
  }
  // Bound: what the application makes of its object of options later changes no codec.
  const functions = { decode: decode.bind(options), encode: encode.bind(options) };
  return new Codec(type === undefined ? parseColumn(column!) : codecTypeName(type), functions);
}

/** As CQL reads it: a name in double quotes is exact, any other is folded to lower case. */
function parseColumn(text: string): CodecColumn {
  const tokens = cqlTokens(text);
  const names = tokens.map(({ kind, text: part }) => {
    return kind === 'word' || (kind === 'quotedName' && isClosed(part)) ? foldName(part) : '';
  });
  const [keyspace, , table, , name] = names;
  // White space and comments are no part of a name.
  const isWhole = tokens.length === 5 && tokens.map((token) => token.text).join('') === text;
  const hasDots = tokens[1]?.text === '.' && tokens[3]?.text === '.';
  if (!isWhole || !hasDots || !keyspace || !table || !name) {
    throw new ConfigurationError(
      visibleText(`Option 'column' of a codec must be 'keyspace.table.column', not '${text}'`),
    );
  }
  return { keyspace, table, name };
}

/** The complaint about a list of codecs, for the option `codecs`. */
export const codecList: check.Check<readonly Codec[]> = (value) => {
  if (!Array.isArray(value) || !value.every((item) => item instanceof Codec)) {
    return 'must be a list of what codec() makes';
  }
  const seen = new Set<string>();
  for (const { type, column } of value as Codec[]) {
    const target = type === undefined ? JSON.stringify([column!.keyspace, column!.table, column!.name]) : type;
    if (seen.has(target)) return visibleText(`must have one codec for ${target}`);
    seen.add(target);
  }
  return undefined;
};
