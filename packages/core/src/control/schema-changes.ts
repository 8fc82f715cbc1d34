// Collects schema changes, from events and from our own statements: refreshes the metadata, and announces each change once.
import type { SchemaChange } from '../protocol/responses/schema-change';
import { EventWindow } from './event-window';
import { nowMs } from '../waiting/timers';

export interface SchemaChangesOwner {
  /** Discards what the change made outdated. */
  forgetSchema(change: SchemaChange): void;
  refreshKeyspace(keyspace: string): Promise<void>;
  announceSchemaChange(change: SchemaChange): void;
}

/** For this long after our own statement, the server's event for the same change is ignored. */
const ownEventWindowMs = 2000;

/** Several statements that make the same change may run at the same time. */
interface OwnChange {
  /** The number of statements that wait for agreement. */
  waiting: number;
  /** The number of those that an event has already announced. */
  told: number;
  /** The changed object. */
  readonly object: string;
  /** Until this time, an event for the change is ignored. */
  echoUntil: number;
}

export class SchemaChanges {
  readonly #owner: SchemaChangesOwner;
  readonly #window: EventWindow;
  #keyspaces = new Set<string>();
  #unannounced = new Map<string, SchemaChange>();
  /** The changes of our own statements. */
  readonly #own = new Map<string, OwnChange>();
  /** For each object: the change that an event announced last, and when. */
  readonly #announced = new Map<string, { readonly change: SchemaChange['change']; readonly at: number }>();

  constructor(windowMs: number, owner: SchemaChangesOwner) {
    this.#owner = owner;
    this.#window = new EventWindow(windowMs, () => void this.#refresh());
  }

  onEvent(change: SchemaChange): void {
    this.#owner.forgetSchema(change);
    const key = keyOf(change);
    const own = this.#own.get(key);
    const isOwn = own !== undefined && (own.waiting > 0 || nowMs() < own.echoUntil);
    if (!isOwn) {
      this.#unannounced.set(key, change);
      this.#forgetEchoes(change);
    }
    if (change.target === 'KEYSPACE') this.#keyspaces.add(change.keyspace);
    if (!isOwn || change.target === 'KEYSPACE') this.#window.open();
  }

  /** Records a change by our own statement: until `onAgreed` or `onNoAgreement`, its event is an echo. */
  expect(change: SchemaChange): void {
    const now = nowMs();
    for (const [key, { waiting, echoUntil }] of this.#own) if (waiting === 0 && echoUntil < now) this.#own.delete(key);
    const key = keyOf(change);
    const own = this.#own.get(key) ?? { object: objectOf(change), waiting: 0, told: 0, echoUntil: 0 };
    this.#own.set(key, own);
    own.waiting++;
    // The event may precede the answer to the statement: then it waits for its window, or was announced just now.
    this.#unannounced.delete(key);
    const object = objectOf(change);
    const announced = this.#announced.get(object);
    if (announced?.change === change.change && now - announced.at < ownEventWindowMs) own.told++;
    this.#announced.delete(object);
    this.#owner.forgetSchema(change);
  }

  /** Reads our own change after the wait for agreement. Never rejects. */
  async onAgreed(change: SchemaChange): Promise<void> {
    const key = keyOf(change);
    const own = this.#own.get(key);
    const isTold = own !== undefined && own.told > 0;
    if (own !== undefined) {
      own.waiting--;
      own.echoUntil = nowMs() + ownEventWindowMs;
      if (isTold) own.told--;
    }
    this.#owner.forgetSchema(change);
    if (change.target === 'KEYSPACE' && !(await this.#refreshKeyspace(change.keyspace))) this.#window.open();
    if (!isTold) this.#owner.announceSchemaChange(change);
  }

  /** Ends the wait for our own change: it is read like a change that an event announced. */
  onNoAgreement(change: SchemaChange): void {
    const key = keyOf(change);
    const own = this.#own.get(key);
    if (own !== undefined && --own.waiting === 0) this.#own.delete(key);
    this.onEvent(change);
  }

  /** Stops all handling. Afterwards no timer exists. */
  close(): void {
    this.#window.close();
  }

  async #refresh(): Promise<void> {
    const keyspaces = this.#keyspaces;
    const unannounced = this.#unannounced;
    this.#keyspaces = new Set();
    this.#unannounced = new Map();
    const refreshed = await Promise.all([...keyspaces].map((keyspace) => this.#refreshKeyspace(keyspace)));
    if (refreshed.includes(false)) this.#window.open();
    const now = nowMs();
    for (const [object, { at }] of this.#announced) if (now - at > ownEventWindowMs) this.#announced.delete(object);
    for (const [key, change] of unannounced) {
      // A statement of ours may have turned out to be the cause meanwhile.
      if ((this.#own.get(key)?.waiting ?? 0) > 0) continue;
      this.#announced.set(objectOf(change), { change: change.change, at: now });
      this.#owner.announceSchemaChange(change);
    }
  }

  /** After a change by another client, later events are announced, even if our own statement did the same just before. */
  #forgetEchoes(change: SchemaChange): void {
    for (const [key, own] of this.#own) {
      if (own.waiting === 0 && own.object === objectOf(change)) this.#own.delete(key);
    }
  }

  /** Resolves with whether the keyspace could be read; if not, it is retried with the next refresh. */
  async #refreshKeyspace(keyspace: string): Promise<boolean> {
    try {
      await this.#owner.refreshKeyspace(keyspace);
      return true;
    } catch {
      this.#keyspaces.add(keyspace);
      return false;
    }
  }
}

function objectOf({ target, keyspace, name, argumentTypes }: SchemaChange): string {
  return JSON.stringify([target, keyspace, name, argumentTypes]);
}

function keyOf({ change, target, keyspace, name, argumentTypes }: SchemaChange): string {
  return JSON.stringify([change, target, keyspace, name, argumentTypes]);
}
