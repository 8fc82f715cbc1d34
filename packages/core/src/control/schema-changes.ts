// Changes of the schema, from events and from our own statements, to refreshed metadata and one announcement each.
import type { SchemaChange } from '../protocol/responses/schema-change';
import { EventWindow } from './event-window';
import { nowMs } from '../waiting/timers';

export interface SchemaChangesOwner {
  /** What was read of it is out of date. */
  forgetSchema(change: SchemaChange): void;
  refreshKeyspace(keyspace: string): Promise<void>;
  announceSchemaChange(change: SchemaChange): void;
}

/** How long after a statement of ours the server's event of the same change is no news. */
const ownEventWindowMs = 2000;

/** Statements that made the same change may be under way at the same time. */
interface OwnChange {
  /** Statements for whose agreement somebody waits. */
  waiting: number;
  /** Of those, how many an event has announced already. */
  told: number;
  /** What was changed. */
  readonly object: string;
  /** Until then an event of it is no news. */
  echoUntil: number;
}

export class SchemaChanges {
  readonly #owner: SchemaChangesOwner;
  readonly #window: EventWindow;
  #keyspaces = new Set<string>();
  #unannounced = new Map<string, SchemaChange>();
  /** Changes that statements of ours have made. */
  readonly #own = new Map<string, OwnChange>();
  /** By object: the change of it that an event announced last, and when. */
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

  /** A statement of ours made this change; until `onAgreed` or `onNoAgreement` its event is an echo. */
  expect(change: SchemaChange): void {
    const now = nowMs();
    for (const [key, { waiting, echoUntil }] of this.#own) if (waiting === 0 && echoUntil < now) this.#own.delete(key);
    const key = keyOf(change);
    const own = this.#own.get(key) ?? { object: objectOf(change), waiting: 0, told: 0, echoUntil: 0 };
    this.#own.set(key, own);
    own.waiting++;
    // Its event may have come before the answer to the statement: it waits for its window, or it was announced just now.
    this.#unannounced.delete(key);
    const object = objectOf(change);
    const announced = this.#announced.get(object);
    if (announced?.change === change.change && now - announced.at < ownEventWindowMs) own.told++;
    this.#announced.delete(object);
    this.#owner.forgetSchema(change);
  }

  /** The cluster has had its time to agree on our change: read it now. Never rejects. */
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

  /** Nobody waits for our change any more; it is read like one that an event announced. */
  onNoAgreement(change: SchemaChange): void {
    const key = keyOf(change);
    const own = this.#own.get(key);
    if (own !== undefined && --own.waiting === 0) this.#own.delete(key);
    this.onEvent(change);
  }

  /** Nothing is acted on any more, and no timer is left. */
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
      // Meanwhile a statement of ours may have turned out to have made it.
      if ((this.#own.get(key)?.waiting ?? 0) > 0) continue;
      this.#announced.set(objectOf(change), { change: change.change, at: now });
      this.#owner.announceSchemaChange(change);
    }
  }

  /** Somebody else changed the object: what comes after it is news, also where a statement of ours did the same a moment ago. */
  #forgetEchoes(change: SchemaChange): void {
    for (const [key, own] of this.#own) {
      if (own.waiting === 0 && own.object === objectOf(change)) this.#own.delete(key);
    }
  }

  /** Whether it could be read; if not, it is tried again with the next ones. */
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
