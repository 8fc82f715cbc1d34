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
const echoMs = 2000;

export class SchemaChanges {
  readonly #owner: SchemaChangesOwner;
  readonly #window: EventWindow;
  #keyspaces = new Set<string>();
  #unannounced = new Map<string, SchemaChange>();
  readonly #ownUntil = new Map<string, number>();

  constructor(windowMs: number, owner: SchemaChangesOwner) {
    this.#owner = owner;
    this.#window = new EventWindow(windowMs, () => void this.#refresh());
  }

  onEvent(change: SchemaChange): void {
    this.#owner.forgetSchema(change);
    const key = keyOf(change);
    const isOwn = nowMs() < (this.#ownUntil.get(key) ?? 0);
    if (!isOwn) this.#unannounced.set(key, change);
    if (change.target === 'KEYSPACE') this.#keyspaces.add(change.keyspace);
    if (!isOwn || change.target === 'KEYSPACE') this.#window.open();
  }

  /** A statement of ours made this change; until `onAgreed` or `onGivenUp` its event is an echo. */
  expect(change: SchemaChange): void {
    const now = nowMs();
    for (const [key, until] of this.#ownUntil) if (until < now) this.#ownUntil.delete(key);
    this.#ownUntil.set(keyOf(change), Infinity);
    this.#owner.forgetSchema(change);
  }

  /** The cluster has had its time to agree on our change: read it now. Never rejects. */
  async onAgreed(change: SchemaChange): Promise<void> {
    const key = keyOf(change);
    this.#ownUntil.set(key, nowMs() + echoMs);
    this.#unannounced.delete(key);
    this.#owner.forgetSchema(change);
    if (change.target === 'KEYSPACE' && !(await this.#refreshKeyspace(change.keyspace))) this.#window.open();
    this.#owner.announceSchemaChange(change);
  }

  /** Nobody waits for our change any more; it is read like one that an event announced. */
  onGivenUp(change: SchemaChange): void {
    this.#ownUntil.delete(keyOf(change));
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
    for (const change of unannounced.values()) this.#owner.announceSchemaChange(change);
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

function keyOf({ change, target, keyspace, name, argumentTypes }: SchemaChange): string {
  return JSON.stringify([change, target, keyspace, name, argumentTypes]);
}
