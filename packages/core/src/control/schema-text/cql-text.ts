// Names and constants as CQL text.
import { quoteName } from '@async-cassandra/cql-script';

const reservedWords = new Set(
  `add allow alter and apply asc authorize batch begin by columnfamily create default delete desc describe drop entries execute from full
  grant if in index infinity insert into is keyspace limit materialized mbean mbeans modify nan norecursive not null of on or order primary
  rename replace revoke schema select set table to token truncate unlogged unset update use using view where with`.split(
    /\s+/,
  ),
);

/** Returns the name in double quotes where CQL needs them. */
export function nameText(name: string): string {
  return /^[a-z][a-z0-9_]*$/.test(name) && !reservedWords.has(name) ? name : quoteName(name);
}

export function qualifiedName(keyspace: string, name: string): string {
  return `${nameText(keyspace)}.${nameText(name)}`;
}

export function stringText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Returns a constant between `$$`, where it may contain quotes, or between quotes where it contains `$$`. */
export function bodyText(text: string): string {
  return text.includes('$$') || text.endsWith('$') ? stringText(text) : `$$${text}$$`;
}

export function mapText(map: ReadonlyMap<string, string>): string {
  return `{${Array.from(map, ([key, value]) => `${stringText(key)}: ${stringText(value)}`).join(', ')}}`;
}

/** Returns a type without `frozen<...>` around it: the server freezes the arguments of functions itself, and refuses the word. */
export function withoutFrozen(type: string): string {
  return type.startsWith('frozen<') ? type.slice('frozen<'.length, -1) : type;
}
