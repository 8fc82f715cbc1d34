// What metadata.describe() is asked for.
import { ConfigurationError } from '../errors/async-cassandra-error';
import * as check from '../options/option-checks';
import { checkOptions, option, optionBag, type TableOf } from '../options/option-table';

/** Selects what to describe: at most one name, exact and without quotes. Without a name: the keyspace and everything in it. */
export interface DescribeOptions {
  /** The table, with its indexes and views. */
  readonly table?: string | undefined;
  /** The materialized view. */
  readonly view?: string | undefined;
  /** The user-defined type. */
  readonly type?: string | undefined;
  /** The functions of this name, of every signature. */
  readonly function?: string | undefined;
  /** The aggregates of this name, of every signature. */
  readonly aggregate?: string | undefined;
  /** The secondary index. */
  readonly index?: string | undefined;
  /** Stops waiting: the call rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

export const describeBag = optionBag('describe', {
  table: option(check.text),
  view: option(check.text),
  type: option(check.text),
  function: option(check.text),
  aggregate: option(check.text),
  index: option(check.text),
  signal: option(check.signal),
} satisfies TableOf<DescribeOptions>);

/** One thing in a keyspace. */
export interface Described {
  readonly kind: Exclude<keyof DescribeOptions, 'signal'>;
  readonly name: string;
}

const kinds = [
  'table',
  'view',
  'type',
  'function',
  'aggregate',
  'index',
] as const satisfies readonly Described['kind'][];

/** Returns undefined for the whole keyspace. @throws ConfigurationError for an unknown option, and for more than one name. */
export function describedBy(options: DescribeOptions): Described | undefined {
  checkOptions(describeBag, options);
  const given = kinds.filter((kind) => options[kind] !== undefined);
  if (given.length > 1) {
    throw new ConfigurationError(`describe() takes one of the options ${given.join(', ')}: call it once for each`);
  }
  const [kind] = given;
  return kind === undefined ? undefined : { kind, name: options[kind]! };
}
