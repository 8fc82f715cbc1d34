// Codecs of the application: its own values in place of the default ones. Contains `codec` and its checks.
import { cqlTokens, foldName, isClosed } from '@async-cassandra/cql-script';
import { ConfigurationError } from '../errors/async-cassandra-error';
import { visibleText } from '../errors/visible-text';
import * as check from '../options/option-checks';
import { checkOptions, option, optionBag, type TableOf } from '../options/option-table';
import { codecTypeName } from './codec-type-name';

/**
 * Converts between the default JavaScript value of a CQL type (`Stored`) and a value of the application (`Own`). Both functions
 * are synchronous and are never called with null, undefined or unset. When one throws, the request that called it fails.
 */
export interface CodecFunctions<Stored, Own> {
  /** Converts the default value into the value that rows contain. May return null, but not undefined or a promise. */
  decode(value: Stored): Own;
  /** Converts a parameter into a value that the type accepts. Must not return null, undefined or a promise. */
  encode(value: Own): unknown;
}

/** A codec for every value of a type, wherever the value stands: in a column, a collection, a tuple or a user type. */
export interface TypeCodecOptions<Stored, Own> extends CodecFunctions<Stored, Own> {
  /** The type in CQL: `timestamp`, `list<decimal>`, the name of a user type. `frozen` makes no difference. */
  readonly type: string;
  readonly column?: undefined;
}

/** A codec for the values of one column. */
export interface ColumnCodecOptions<Stored, Own> extends CodecFunctions<Stored, Own> {
  /** `keyspace.table.column`. As in CQL, a name in double quotes is exact, and any other is folded to lower case. */
  readonly column: string;
  readonly type?: undefined;
}

/** The options of `codec()`: a type or a column, and the two functions. */
export type CodecOptions<Stored, Own> = TypeCodecOptions<Stored, Own> | ColumnCodecOptions<Stored, Own>;

/** The column of a codec. The names are exact. */
export interface CodecColumn {
  readonly keyspace: string;
  readonly table: string;
  readonly name: string;
}

/** The result of `codec()`, for the option `codecs` of a cluster. */
export class Codec {
  /** The type or the column, as messages name it. */
  readonly subject: string;
  /** The name of the type in CQL. `undefined` for the codec of a column. */
  readonly type: string | undefined;
  /** The column. `undefined` for the codec of a type. */
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

  /** Calls the `decode` of the options. */
  decode(value: unknown): unknown {
    return this.#functions.decode(value as never);
  }

  /** Calls the `encode` of the options. */
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
 * Describes how the values of a type or of a column become values of the application, and back. Pass it to the option `codecs`.
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
  // Bound now: when the application changes its object of options later, the codec stays the same.
  const functions = { decode: decode.bind(options), encode: encode.bind(options) };
  return new Codec(type === undefined ? parseColumn(column!) : codecTypeName(type), functions);
}

/** Reads names as CQL does: a name in double quotes is exact, any other is folded to lower case. */
function parseColumn(text: string): CodecColumn {
  const tokens = cqlTokens(text);
  const names = tokens.map(({ kind, text: part }) => {
    return kind === 'word' || (kind === 'quotedName' && isClosed(part)) ? foldName(part) : '';
  });
  const [keyspace, , table, , name] = names;
  // White space and comments are not part of a name.
  const isWhole = tokens.length === 5 && tokens.map((token) => token.text).join('') === text;
  const hasDots = tokens[1]?.text === '.' && tokens[3]?.text === '.';
  if (!isWhole || !hasDots || !keyspace || !table || !name) {
    throw new ConfigurationError(
      visibleText(`Option 'column' of a codec must be 'keyspace.table.column', not '${text}'`),
    );
  }
  return { keyspace, table, name };
}

/** The check of the option `codecs`. */
export const codecList: check.Check<readonly Codec[]> = (value) =>
  Array.isArray(value) && value.every((item) => item instanceof Codec)
    ? undefined
    : 'must be a list of what codec() makes';

/** @throws ConfigurationError when two codecs are for the same type or column: nobody could tell which one applies. */
export function checkTargets(codecs: readonly Codec[]): readonly Codec[] {
  const targets = new Set<string>();
  for (const { type, column, subject } of codecs) {
    const target = type ?? JSON.stringify([column!.keyspace, column!.table, column!.name]);
    if (targets.has(target))
      throw new ConfigurationError(visibleText(`Option 'codecs' has two codecs for ${subject}: keep one`));
    targets.add(target);
  }
  return [...codecs];
}
