// The prepared texts of a cluster: each is prepared once for a keyspace, and concurrent first uses share one PREPARE.
// Bounded: drops the least recently used texts. A PreparedStatement that an application holds still works: it has its own state,
// and is prepared again on a node that has forgotten it.
import { LRUCache } from 'lru-cache';
import type { Codecs } from '../codec/codecs';
import { formatEndpoint } from '../connection/endpoint';
import type { Node } from '../connection/pool/node';
import type { RequestChannel } from '../connection/request-channel';
import { requestOnce } from '../connection/request-once';
import { ConnectionError, OverloadError, QueryError } from '../errors/async-cassandra-error';
import { ConnectionLostError } from '../errors/connection-lost-error';
import { Prepare } from '../protocol/requests/prepare';
import type { PreparedResponse } from '../protocol/responses/prepared';
import type { SchemaChange } from '../protocol/responses/schema-change';
import { PreparedQuery, type PreparedState } from './prepared-query';
import { SchemaJournal } from './schema-journal';
import { messageOf } from '../errors/thrown';

/** Cache limits: texts per keyspace, and keyspaces. */
const maxTexts = 1000;
const maxKeyspaces = 100;

interface Entry {
  readonly promise: Promise<PreparedQuery>;
  ready: PreparedQuery | undefined;
}

export class PreparedRegistry {
  hits = 0;
  misses = 0;
  repreparations = 0;
  readonly #codecs: Codecs;
  readonly #schema = new SchemaJournal();
  readonly #keyspaces = new LRUCache<string, LRUCache<string, Entry>>({ max: maxKeyspaces });
  /** Texts that are being updated after a schema change. Concurrent executions share one PREPARE. */
  readonly #updates = new WeakMap<PreparedQuery, Promise<PreparedQuery>>();
  /** Texts that are being prepared again, per node. Concurrent requests share one PREPARE. */
  readonly #again = new WeakMap<Node, Map<PreparedQuery, Promise<void>>>();

  constructor(codecs: Codecs) {
    this.#codecs = codecs;
  }

  /** Marks the texts that a schema change concerns as outdated; without `change`, all texts, because events may have been missed. */
  schemaChanged(change?: SchemaChange): void {
    this.#schema.record(change);
  }

  /** Returns a prepared text; undefined when it is not prepared, being prepared, or outdated by a schema change. */
  find(query: string, keyspace: string | undefined): PreparedQuery | undefined {
    const found = this.#keyspaces.get(keyspace ?? '')?.get(query)?.ready;
    if (found === undefined || found.isOutdated) {
      this.misses++;
      return undefined;
    }
    this.hits++;
    return found;
  }

  /** The number of texts in the cache. */
  get size(): number {
    let size = 0;
    for (const texts of this.#keyspaces.values()) size += texts.size;
    return size;
  }

  /** Prepares a text once with `send`, for all concurrent callers. A failure is not cached. */
  prepare(query: string, keyspace: string | undefined, send: () => Promise<PreparedResponse>): Promise<PreparedQuery> {
    const texts = this.#textsOf(keyspace ?? '');
    const known = texts.get(query);
    if (known?.ready?.isOutdated) return this.update(known.ready, send);
    if (known !== undefined) return known.promise;
    const { position } = this.#schema;
    const promise = send().then(
      (response) => new PreparedQuery(query, keyspace, this.#stateFrom(response), this.#schema, position),
    );
    const entry: Entry = { promise, ready: undefined };
    texts.set(query, entry);
    promise.then(
      (prepared) => {
        entry.ready = prepared;
      },
      () => {
        if (texts.get(query) === entry) texts.delete(query);
      },
    );
    return promise;
  }

  /** Prepares an outdated text again; rejects as PREPARE does when the text no longer fits the schema. */
  update(prepared: PreparedQuery, send: () => Promise<PreparedResponse>): Promise<PreparedQuery> {
    const ongoing = this.#updates.get(prepared);
    if (ongoing !== undefined) return ongoing;
    const { position } = this.#schema;
    const promise = send()
      .then((response) => {
        prepared.replace(this.#stateFrom(response), position);
        return prepared;
      })
      .finally(() => this.#updates.delete(prepared));
    this.#updates.set(prepared, promise);
    return promise;
  }

  /** Prepares a known text on a node that has forgotten it, over the connection on which it said so, or one in its keyspace (v4). */
  prepareAgain(
    prepared: PreparedQuery,
    node: Node,
    channel: RequestChannel | (() => Promise<RequestChannel>),
    timeoutMs: number,
  ): Promise<void> {
    let ongoing = this.#again.get(node);
    if (ongoing === undefined) this.#again.set(node, (ongoing = new Map()));
    const shared = ongoing.get(prepared);
    if (shared !== undefined) return shared;
    this.repreparations++;
    const promise = this.#sendAgain(prepared, channel, timeoutMs).finally(() => ongoing.delete(prepared));
    ongoing.set(prepared, promise);
    return promise;
  }

  async #sendAgain(
    prepared: PreparedQuery,
    given: RequestChannel | (() => Promise<RequestChannel>),
    timeoutMs: number,
  ): Promise<void> {
    const channel = typeof given === 'function' ? await given() : given;
    const name = formatEndpoint(channel.endpoint);
    const options = { isUrgent: true, timeoutMs: timeoutMs === Infinity ? undefined : timeoutMs };
    const request = new Prepare(prepared.query, prepared.keyspace);
    const { position } = this.#schema;
    const response = await requestOnce(channel, request, options).catch((cause: unknown) => {
      if (!(cause instanceof ConnectionError || cause instanceof OverloadError)) throw cause;
      const message = `${name} could not prepare a statement that it has to execute: ${messageOf(cause)}`;
      // The node executed nothing, so the request may be retried on another node.
      throw new ConnectionLostError(message, { written: false, cause });
    });
    if (response.kind !== 'prepared' || !response.id.equals(prepared.state.id)) {
      throw new QueryError(
        `${name} prepared a statement under another id than before: prepare it again (its table may have been replaced)`,
      );
    }
    prepared.replace(this.#stateFrom(response), position);
  }

  #textsOf(keyspace: string): LRUCache<string, Entry> {
    let texts = this.#keyspaces.get(keyspace);
    if (texts === undefined) {
      texts = new LRUCache({ max: maxTexts });
      this.#keyspaces.set(keyspace, texts);
    }
    return texts;
  }

  #stateFrom(response: PreparedResponse): PreparedState {
    const { id, resultMetadataId, variables, partitionKeyIndexes, resultColumns } = response;
    return {
      id,
      resultMetadataId,
      variables,
      partitionKeyIndexes,
      parametersEncoder: this.#codecs.parametersEncoder(variables, partitionKeyIndexes),
      rowDecoder:
        resultColumns === null || resultColumns.length === 0 ? undefined : this.#codecs.rowDecoder(resultColumns),
    };
  }
}
