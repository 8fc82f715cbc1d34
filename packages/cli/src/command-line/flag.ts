// The options of a command as a table: spelling, allowed values, description. The parser and the help use it.
import { UsageError } from './cli-error';

export interface Flag<T> {
  /** The name of its value in the help, `<n>`; undefined for a switch. */
  readonly value: string | undefined;
  readonly description: string;
  /** Throws an Error whose message names the allowed values. */
  readonly parse: (text: string) => T;
  /** Whether the flag may be given several times: then its value is a list. */
  readonly repeats: boolean;
  /** The environment variable that is used when the flag is not given. */
  readonly variable: string | undefined;
}

/** The flags by name in camel case: `contactPoints` is written `--contact-points`. */
export type FlagTable = Readonly<Record<string, Flag<unknown>>>;

export type FlagValues<Table extends FlagTable> = {
  readonly [Name in keyof Table]?: Table[Name] extends Flag<infer T> ? T : never;
};

export function flag<T>(value: string, description: string, parse: (text: string) => T, variable?: string): Flag<T> {
  return { value, description, parse, repeats: false, variable };
}

export function manyOf<T>(single: Flag<T>): Flag<readonly T[]> {
  return { ...single, parse: single.parse as Flag<never>['parse'], repeats: true };
}

export function flagSwitch(description: string, variable?: string): Flag<boolean> {
  return {
    value: undefined,
    description,
    parse: (text) => !/^(|0|false|no|off)$/i.test(text),
    repeats: false,
    variable,
  };
}

export const text = (given: string): string => {
  if (given.trim() === '') throw new Error('must not be empty');
  return given;
};

export function wholeNumber(least: number, most = Number.MAX_SAFE_INTEGER): (given: string) => number {
  return (given) => {
    const number = Number(given);
    if (/^\d+$/.test(given) && number >= least && number <= most) return number;
    throw new Error(`must be a whole number from ${least}${most === Number.MAX_SAFE_INTEGER ? '' : ` to ${most}`}`);
  };
}

export function oneOf<const Word extends string>(...words: readonly Word[]): (given: string) => Word {
  return (given) => {
    const found = words.find((word) => word.toLowerCase() === given.toLowerCase());
    if (found === undefined) throw new Error(`must be ${words.join(' or ')}`);
    return found;
  };
}

export const list = (given: string): readonly string[] => {
  const parts = given.split(/[\s,]+/).filter((part) => part !== '');
  if (parts.length === 0) throw new Error('must not be empty');
  return parts;
};

const unitsMs = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Parses `500ms`, `30s`, `5m`, `1h` to milliseconds. */
export const duration = (given: string): number => {
  const [, number, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(given) ?? [];
  if (number === undefined) throw new Error('must be a duration, such as 500ms, 30s or 5m');
  return Number(number) * unitsMs[unit as keyof typeof unitsMs];
};

/** Returns the spelling of `contactPoints` on the command line: `--contact-points`. */
export function writtenAs(name: string): string {
  return `--${name.replace(/[A-Z]+/g, (letters) => `-${letters.toLowerCase()}`)}`;
}

/** @throws UsageError that names the flag, or the variable. */
export function parseFlag<T>(source: string, { parse }: Flag<T>, given: string): T {
  try {
    return parse(given);
  } catch (error) {
    throw new UsageError(`${source} ${(error as Error).message}, not '${given}'`, { cause: error });
  }
}
