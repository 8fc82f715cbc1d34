// The tablets that a cluster of ScyllaDB has told of: parts of a table, each with its own replicas. Learnt from answers to requests that went
// elsewhere, and forgotten with the schema and the nodes. Bounded: what is not known is learnt again.
import { random } from '../waiting/random';
import type { TokenHalves } from './murmur3';
import type { TabletDescription } from './tablet-payload';
import { Token } from './token';

const mostTables = 1000;
const mostTabletsOfTable = 16_384;

/** A part of a table: the tokens after `first`, up to `last`. */
export interface Tablet<N> {
  readonly first: Token;
  readonly last: Token;
  /** In the order that the server gives. */
  readonly nodes: readonly N[];
  /** The shard of each of the nodes. */
  readonly shards: readonly number[];
}

export class Tablets<N extends { readonly hostId: string }> {
  /** By keyspace and table, the oldest first. The tablets of a table do not overlap, and are sorted. */
  readonly #tables = new Map<string, Tablet<N>[]>();
  readonly #mostTables: number;
  readonly #mostTabletsOfTable: number;

  constructor(limits = { tables: mostTables, tabletsOfTable: mostTabletsOfTable }) {
    this.#mostTables = limits.tables;
    this.#mostTabletsOfTable = limits.tabletsOfTable;
  }

  /** The number of tablets. */
  get size(): number {
    let size = 0;
    for (const tablets of this.#tables.values()) size += tablets.length;
    return size;
  }

  /** Keeps a tablet in place of those that overlap it. One with a replica that is not known yet only ends the others. */
  learn(keyspace: string, table: string, { first, last, replicas }: TabletDescription, nodes: readonly N[]): void {
    const tablets = this.#tabletsOf(keyspace, table);
    const from = indexAfter(tablets, Token.fromBigInt(first));
    let to = from;
    const end = Token.fromBigInt(last);
    while (to < tablets.length && tablets[to]!.first.compare(end) < 0) to++;
    const found = replicas.map(({ hostId }) => nodes.find((node) => node.hostId === hostId));
    const isKnown = (node: N | undefined): node is N => node !== undefined;
    const added = found.every(isKnown)
      ? [{ first: Token.fromBigInt(first), last: end, nodes: found, shards: replicas.map(({ shard }) => shard) }]
      : [];
    tablets.splice(from, to - from, ...added);
    if (tablets.length > this.#mostTabletsOfTable) tablets.splice(Math.floor(random() * tablets.length), 1);
  }

  find(keyspace: string, table: string, token: TokenHalves): Tablet<N> | undefined {
    const tablets = this.#tables.get(nameOf(keyspace, table));
    if (tablets === undefined) return undefined;
    const tablet = tablets[indexUpTo(tablets, token)];
    return tablet !== undefined && isBefore(tablet.first, token) ? tablet : undefined;
  }

  /** Forgets the tablets of a table, or of a whole keyspace. */
  forget(keyspace: string, table?: string): void {
    if (table !== undefined) this.#tables.delete(nameOf(keyspace, table));
    else for (const name of this.#tables.keys()) if (name.startsWith(nameOf(keyspace, ''))) this.#tables.delete(name);
  }

  clear(): void {
    this.#tables.clear();
  }

  #tabletsOf(keyspace: string, table: string): Tablet<N>[] {
    const name = nameOf(keyspace, table);
    let tablets = this.#tables.get(name);
    if (tablets === undefined) {
      const [oldest] = this.#tables.size < this.#mostTables ? [] : this.#tables.keys();
      if (oldest !== undefined) this.#tables.delete(oldest);
      this.#tables.set(name, (tablets = []));
    }
    return tablets;
  }
}

/** A name cannot contain a zero byte. */
const nameOf = (keyspace: string, table: string): string => `${keyspace}\0${table}`;

const isBefore = (one: TokenHalves, other: TokenHalves): boolean =>
  one.high < other.high || (one.high === other.high && one.low < other.low);

/** Returns the index of the first tablet whose last token is not before the given one. */
function indexUpTo(tablets: readonly Tablet<unknown>[], token: TokenHalves): number {
  let from = 0;
  let to = tablets.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (isBefore(tablets[middle]!.last, token)) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** Returns the index of the first tablet that ends after the given token. */
function indexAfter(tablets: readonly Tablet<unknown>[], token: Token): number {
  const index = indexUpTo(tablets, token);
  return tablets[index]?.last.equals(token) === true ? index + 1 : index;
}
