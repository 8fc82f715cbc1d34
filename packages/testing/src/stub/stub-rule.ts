import { type CorruptPart, type Delivery, type Ending, type HeaderChange, plainDelivery } from './delivery';
import type { WaitOptions } from '../condition-waiters';
import { refuseUnknown } from '../known-options';
import type { ReceivedRequest } from './received-request';
import type { RequestRecord } from './request-record';
import type { RequestPredicate } from './request-matcher';
import { Reply, voidResult } from './reply';
import {
  type Column,
  type Columns,
  parseColumns,
  type ResultColumnOptions,
  type VariablesMetadata,
} from './result-metadata';

/** A reply, or a function that creates one from the request. */
export type ReplySource = Reply | ((request: ReceivedRequest) => Reply | Promise<Reply>);

/** The options of `variables`. */
export interface VariablesOptions extends ResultColumnOptions {
  /** The names of the variables that form the partition key, in its order. */
  readonly partitionKey?: readonly string[];
  /** More flags of the metadata, such as ScyllaDB's mark of conditional statements. Default: 0. */
  readonly flags?: number;
}

const maxHeldAnswers = 100_000;

/**
 * Defines the stub's behaviour for the requests that a matcher selects. Created by `stub.when(...)`; every method returns the rule.
 * Rules with a limited number of uses are tried first, in the order of their definition; then the others, the latest first.
 *
 * @example
 * stub.when('SELECT name FROM users').once().reply(serverError.overloaded());
 * stub.when('SELECT name FROM users').reply(rows({ name: 'text' }, [['ada']]));
 */
export class StubRule {
  readonly #predicate: RequestPredicate;
  readonly #preparePredicate: RequestPredicate;
  readonly #record: RequestRecord;
  readonly #delivery: Delivery = { ...plainDelivery };
  readonly #taken = new WeakSet<ReceivedRequest>();
  readonly #held: (() => void)[] = [];
  #replies: readonly ReplySource[] = [];
  #remaining = Infinity;
  #hits = 0;
  #isHolding = false;
  #isDropping = false;
  #isPausing = false;
  #variables: VariablesMetadata | null = null;
  #columns: readonly Column[] | null = null;

  /** @internal */
  constructor(predicate: RequestPredicate, preparePredicate: RequestPredicate, record: RequestRecord) {
    this.#predicate = predicate;
    this.#preparePredicate = preparePredicate;
    this.#record = record;
  }

  /** Sends these replies in turn; the last one also answers all further requests. Default: `voidResult()`. */
  reply(...replies: readonly ReplySource[]): this {
    this.#replies = replies;
    return this;
  }

  /** Sets the types of the bind markers, for PREPARE. Required for a statement with markers. */
  variables(columns: Columns, options: VariablesOptions = {}): this {
    refuseUnknown('variables', options);
    const parsed = parseColumns(columns, options.keyspace, options.table);
    const partitionKeyIndexes = (options.partitionKey ?? []).map((name) => {
      const index = parsed.findIndex((column) => column.name === name);
      if (index < 0) {
        throw new TypeError(`The partition key names '${name}', which is not among the variables`);
      }
      return index;
    });
    this.#variables = { columns: parsed, partitionKeyIndexes, flags: options.flags ?? 0 };
    return this;
  }

  /** Sets the result columns that PREPARE announces. Default: the columns of the first reply, unless that is a function. */
  columns(columns: Columns, options: ResultColumnOptions = {}): this {
    this.#columns = parseColumns(columns, options.keyspace, options.table);
    return this;
  }

  /** Uses the rule for one request. */
  once(): this {
    return this.times(1);
  }

  /** Uses the rule for this many requests. */
  times(count: number): this {
    this.#remaining = count;
    return this;
  }

  /** Never sends an answer. */
  drop(): this {
    this.#isDropping = true;
    return this;
  }

  /** Holds the answers until `release()`. */
  hold(): this {
    this.#isHolding = true;
    return this;
  }

  /** Sends held answers, the oldest first: `count` of them, or all of them and then stops holding. */
  release(count = Infinity): this {
    if (count === Infinity) {
      this.#isHolding = false;
    }
    for (const send of this.#held.splice(0, count)) {
      send();
    }
    return this;
  }

  /** The number of answers that are held now. */
  get heldCount(): number {
    return this.#held.length;
  }

  /** Delays the answer. Prefer `hold()`: a test that waits for an event is faster and never flaky. */
  delay(delayMs: number): this {
    this.#delivery.delayMs = delayMs;
    return this;
  }

  /** Splits the answer into pieces of this many bytes, or at these offsets (from the first byte of its segment). */
  split(at: number | readonly number[]): this {
    if (typeof at === 'number' && !(at >= 1)) {
      throw new RangeError(`An answer is split into pieces of at least 1 byte, not ${at}`);
    }
    this.#delivery.split = at;
    return this;
  }

  /** Flips one bit after the checksums were computed. */
  corrupt(part: CorruptPart, bit = 0): this {
    this.#delivery.corrupt = { part, bit };
    return this;
  }

  /** Replaces fields of the envelope's header; the segment around it stays valid. */
  alter(change: HeaderChange): this {
    this.#delivery.alter = change;
    return this;
  }

  /** Splits the answer into segments of at most this many bytes that are not self-contained. */
  inSegmentsOf(bytes: number): this {
    if (!(bytes >= 1)) {
      throw new RangeError(`A segment holds at least 1 byte, not ${bytes}`);
    }
    this.#delivery.segmentBytes = bytes;
    return this;
  }

  /** Sends the same answer several times. */
  repeat(copies: number): this {
    this.#delivery.copies = copies;
    return this;
  }

  /** Sends the result of `change` for the bytes of the answer, including its segments. */
  mutate(change: (bytes: Buffer) => Buffer): this {
    this.#delivery.mutate = change;
    return this;
  }

  /** Ends the connection instead of answering. */
  close(how: Ending = 'close'): this {
    return this.closeAfter(0, how);
  }

  /** Breaks the connection (RST) instead of answering. */
  reset(): this {
    return this.close('reset');
  }

  /** Ends the connection after the answer. */
  thenClose(how: Ending = 'close'): this {
    return this.closeAfter(Infinity, how);
  }

  /** Breaks the connection (RST) after the answer. */
  thenReset(): this {
    return this.thenClose('reset');
  }

  /** Ends the connection in the middle of the answer. */
  closeAfter(bytes: number, how: Ending = 'close'): this {
    this.#delivery.ending = { how, afterBytes: bytes };
    return this;
  }

  /** Sends no answer and stops reading from the connection, until `connection.resumeReading()`. */
  stopReading(): this {
    this.#isPausing = true;
    return this.drop();
  }

  /** The number of requests that this rule has handled. */
  get hits(): number {
    return this.#hits;
  }

  /** Waits until the rule has handled `count` requests, and returns them. */
  received(count = 1, options?: WaitOptions): Promise<ReceivedRequest[]> {
    return this.#record.received((request) => this.#taken.has(request), count, options);
  }

  /** @internal */
  get isUsedUp(): boolean {
    return this.#remaining <= 0;
  }

  /** @internal */
  get hasLimitedUse(): boolean {
    return this.#remaining !== Infinity;
  }

  /** @internal */
  matches(request: ReceivedRequest): boolean {
    return this.#predicate(request);
  }

  /** @internal Whether this rule describes the answer of PREPARE for the text of `request`. */
  describes(request: ReceivedRequest): boolean {
    return this.#preparePredicate(request);
  }

  /** @internal */
  get shape(): StatementShape {
    const [first] = this.#replies;
    return { variables: this.#variables, columns: this.#columns ?? (first instanceof Reply ? first.columns : null) };
  }

  /** @internal One use of the rule for `request`. */
  take(request: ReceivedRequest): Outcome {
    const source = this.#replies[Math.min(this.#hits, this.#replies.length - 1)] ?? voidResult();
    this.#hits++;
    this.#remaining--;
    this.#taken.add(request);
    return {
      source: this.#isDropping ? null : source,
      delivery: this.#delivery,
      pausesReading: this.#isPausing,
      hold: this.#isHolding ? (send) => this.#keep(send) : null,
    };
  }

  #keep(send: () => void): void {
    if (this.#held.length >= maxHeldAnswers) {
      throw new RangeError(`A rule holds at most ${maxHeldAnswers} answers`);
    }
    this.#held.push(send);
  }
}

/** The answer of PREPARE for a statement, as far as a rule knows it. */
export interface StatementShape {
  readonly variables: VariablesMetadata | null;
  readonly columns: readonly Column[] | null;
}

/** The decision of a rule for one request. */
export interface Outcome {
  /** `null`: no answer. */
  readonly source: ReplySource | null;
  readonly delivery: Readonly<Delivery>;
  readonly pausesReading: boolean;
  readonly hold: ((send: () => void) => void) | null;
}
