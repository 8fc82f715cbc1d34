import type { CallSite } from '../../errors/call-site';
import { disownAll } from '../../errors/thrown';
import { murmur3Token } from '../../routing/murmur3';
import type { TokenHalves } from '../../policies/query-plan';
import { Batch, batchType, type BatchEntry } from '../../protocol/requests/batch';
import type { BatchType } from '../../statement/batch-statement';
import type { PreparedQuery } from '../../statement/prepared-query';
import type { BoundValues } from './bound-values';
import { writeKindOf, type WriteKind } from '../../statement/write-kind';
import type { NewTexts } from '../../statement/new-texts';
import type { MessageOptions, Operation } from './operation';

/** One statement of a batch: a text without parameters, or a prepared text with its values. */
export type BatchItem = string | BoundValues;

/** Executes several writes as one: BATCH. */
export class BatchOperation implements Operation {
  readonly #items: readonly BatchItem[];
  readonly #texts: NewTexts;
  readonly #call: CallSite | undefined;
  readonly kind = 'batch';
  readonly queryType = 'batch';
  readonly isRead = false;
  readonly mayBeConditional = true;
  readonly needsTimestamp = true;
  readonly isTransaction = false;
  readonly rowDecoder = undefined;

  constructor(
    readonly batchType: BatchType,
    items: readonly BatchItem[],
    readonly isIdempotent: boolean | undefined,
    texts: NewTexts,
    call: CallSite | undefined,
  ) {
    this.#items = items;
    this.#texts = texts;
    this.#call = call;
  }

  get parametersCount(): number {
    return this.#items.reduce((sum, item) => sum + (typeof item === 'string' ? 0 : item.values.length), 0);
  }

  get query(): readonly string[] {
    return this.#items.map((item) => (typeof item === 'string' ? item : item.prepared.query));
  }

  get keyspace(): string | undefined {
    const first = this.#firstKeyed();
    return first === undefined ? undefined : keyspaceOf(first);
  }

  get table(): string | undefined {
    return this.#firstKeyed()?.prepared.state.variables[0]?.table;
  }

  get isConditional(): boolean {
    return this.#items.some((item) =>
      typeof item === 'string' ? writeKindOf(item) === 'conditional' : item.prepared.isConditional,
    );
  }

  get writeKind(): WriteKind {
    const kinds = new Set(this.query.map(writeKindOf));
    if (kinds.has('conditional')) return 'conditional';
    for (const kind of kinds) if (kind !== 'single' && kind !== 'scattered') return 'opaque';
    if (this.batchType === 'logged') return 'logged';
    return !kinds.has('scattered') && this.#isOfOnePartition() ? 'single' : 'scattered';
  }

  message({ settings, consistency, timestamp, keyspace }: MessageOptions): Batch {
    return new Batch(batchType[this.batchType], this.#items.map(toEntry), {
      consistency,
      serialConsistency: settings.serialConsistency,
      timestamp,
      keyspace,
      nowInSeconds: settings.nowInSeconds,
    });
  }

  /** The keyspace of the batch's texts; prepared statements have their own. */
  connectionKeyspace({ keyspace }: MessageOptions): string | undefined {
    return this.#items.some((item) => typeof item === 'string') ? keyspace : undefined;
  }

  snapshotValues(): void {
    for (const item of this.#items) if (typeof item !== 'string') item.snapshotValues();
  }

  disownValues(): void {
    for (const item of this.#items) if (typeof item !== 'string') disownAll(item.values);
  }

  token(): TokenHalves | undefined {
    const key = this.routingKey();
    return key === undefined ? undefined : murmur3Token(key);
  }

  /** Returns the routing key of the first statement whose key is known: batches are meant for one partition. */
  routingKey(): Buffer | undefined {
    return this.#firstKeyed()?.routingKey();
  }

  /** Has no pages. */
  fingerprint(): number {
    return 0;
  }

  findPrepared(id: Buffer): PreparedQuery | undefined {
    for (const item of this.#items) {
      if (typeof item !== 'string' && item.prepared.state.id.equals(id)) return item.prepared;
    }
    return undefined;
  }

  findOutdated(): PreparedQuery | undefined {
    for (const item of this.#items) {
      if (typeof item !== 'string' && item.prepared.isOutdated) return item.prepared;
    }
    return undefined;
  }

  onFailed(error: Error): void {
    for (const item of this.#items) if (typeof item === 'string') this.#texts.delete(item);
    this.#call?.applyTo(error);
  }

  onResultChanged(): void {}

  /** The server makes one mutation of all statements with the same keyspace and key, whatever their tables are. */
  #isOfOnePartition(): boolean {
    if (this.#items.length === 1) return true;
    let first: { readonly keyspace: string | undefined; readonly key: Buffer } | undefined;
    for (const item of this.#items) {
      // Only the server knows the key of a text.
      if (typeof item === 'string') return false;
      const key = item.routingKey();
      const keyspace = keyspaceOf(item);
      if (key === undefined || keyspace === undefined) return false;
      first ??= { keyspace, key };
      if (keyspace !== first.keyspace || !key.equals(first.key)) return false;
    }
    return true;
  }

  #firstKeyed(): BoundValues | undefined {
    for (const item of this.#items) {
      if (typeof item !== 'string' && item.prepared.state.partitionKeyIndexes.length > 0) return item;
    }
    return undefined;
  }
}

function keyspaceOf({ prepared: { state, keyspace } }: BoundValues): string | undefined {
  return state.variables[0]?.keyspace ?? keyspace;
}

function toEntry(item: BatchItem): BatchEntry {
  if (typeof item === 'string') return { statement: item };
  const { state } = item.prepared;
  return { statement: state.id, values: item.values, encoder: item.encoderFor(state) };
}
