// The prepared texts of a cluster: each is prepared once for a keyspace, and concurrent first uses in one session share one PREPARE.
// Bounded: drops the least recently used texts. A PreparedStatement that an application holds still works: it has its own state,
// and is prepared again on a node that has forgotten it.
import { LRUCache } from 'lru-cache';
import type { Codecs } from '../codec/codecs';
import { formatEndpoint } from '../connection/endpoint';
import type { Node } from '../connection/pool/node';
import type { RequestChannel } from '../connection/request-channel';
import { requestOnce } from '../connection/request-once';
import type { ServerExtensions } from '../connection/server-extensions';
import { ConnectionError, OverloadError, QueryError } from '../errors/async-cassandra-error';
import { ConnectionLostError } from '../errors/connection-lost-error';
import { Prepare } from '../protocol/requests/prepare';
import type { PreparedResponse } from '../protocol/responses/prepared';
import type { SchemaChange } from '../protocol/responses/schema-change';
import { PreparedQuery, type PreparedState } from './prepared-query';
import { SchemaJournal } from './schema-journal';
import { withMarkerNames, withoutMarkerNames } from './wire-text';
import { messageOf } from '../errors/thrown';
import { SharedWorks, type SharedWork } from '../waiting/shared-work';

/** Cache limits: texts per keyspace, and keyspaces. */
const maxTexts = 1000;
const maxKeyspaces = 100;

/** Sends PREPARE. Rejects when the signal aborts: nobody waits for the answer any more. */
export type SendPrepare = (cancelled: AbortSignal) => Promise<PreparedResponse>;

/** The scope of a PREPARE. */
export interface PrepareScope {
  /** The session: it shares no PREPARE with other sessions, because its queue, its policies and its end affect the request. */
  readonly owner: object;
  /** How long new callers join a PREPARE in flight, in milliseconds. */
  readonly openMs: number;
}

export class PreparedRegistry {
  hits = 0;
  misses = 0;
  repreparations = 0;
  readonly #codecs: Codecs;
  readonly #extensions: Pick<ServerExtensions, 'conditionalFlag'>;
  readonly #schema = new SchemaJournal();
  readonly #keyspaces = new LRUCache<string, LRUCache<string, PreparedQuery>>({ max: maxKeyspaces });
  /**
   * The PREPAREs without an answer: for a session by keyspace and text, or by the text that a schema change made outdated; for a node by
   * the text that it has forgotten.
   */
  readonly #works = new WeakMap<object, SharedWorks<PreparedQuery | string>>();

  /** `extensions`: of the server, as its connections find them. */
  constructor(codecs: Codecs, extensions: Pick<ServerExtensions, 'conditionalFlag'> = { conditionalFlag: 0 }) {
    this.#codecs = codecs;
    this.#extensions = extensions;
  }

  /** Marks the texts that a schema change concerns as outdated; without `change`, all texts, because events may have been missed. */
  schemaChanged(change?: SchemaChange): void {
    this.#schema.record(change);
  }

  /** Returns what PREPARE sends for a text. */
  wireTextOf(query: string): string {
    return this.#codecs.needColumns ? withoutMarkerNames(query) : query;
  }

  /** Returns a prepared text; undefined when it is not prepared, being prepared, or outdated by a schema change. */
  find(query: string, keyspace: string | undefined): PreparedQuery | undefined {
    const found = this.#keyspaces.get(keyspace ?? '')?.get(query);
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

  /**
   * Prepares a text once with `send`, for all concurrent callers of one session. A failure is not cached. The caller has joined the work,
   * and must call `wait` or `leave` once.
   */
  prepare(
    query: string,
    keyspace: string | undefined,
    send: SendPrepare,
    scope: PrepareScope,
  ): SharedWork<PreparedQuery> {
    const known = this.#textsOf(keyspace ?? '').get(query);
    if (known !== undefined) return this.update(known, send, scope);
    const { position } = this.#schema;
    return this.#worksOf(scope.owner).join(`${keyspace ?? ''} ${query}`, scope.openMs, (cancelled) =>
      send(cancelled).then((response) => this.#keep(query, keyspace, this.#stateFrom(query, response), position)),
    );
  }

  /** Prepares an outdated text again; rejects as PREPARE does when the text no longer fits the schema. See `prepare`. */
  update(prepared: PreparedQuery, send: SendPrepare, scope: PrepareScope): SharedWork<PreparedQuery> {
    const { position } = this.#schema;
    return this.#worksOf(scope.owner).join(prepared, scope.openMs, (cancelled) =>
      send(cancelled).then((response) => {
        prepared.replace(this.#stateFrom(prepared.query, response), position);
        return prepared;
      }),
    );
  }

  /**
   * Prepares a known text on a node that has forgotten it, over the connection of the UNPREPARED answer, or one in its keyspace (v4). The caller
   * has joined the work, and must call `leave` once.
   */
  prepareAgain(
    prepared: PreparedQuery,
    node: Node,
    channel: RequestChannel | (() => Promise<RequestChannel>),
    openMs: number,
  ): SharedWork<void> {
    return this.#worksOf(node).join(prepared, openMs, (cancelled) => {
      this.repreparations++;
      return this.#sendAgain(prepared, channel, cancelled);
    });
  }

  async #sendAgain(
    prepared: PreparedQuery,
    given: RequestChannel | (() => Promise<RequestChannel>),
    signal: AbortSignal,
  ): Promise<void> {
    const channel = typeof given === 'function' ? await given() : given;
    const name = formatEndpoint(channel.endpoint);
    const options = { isUrgent: true, signal };
    const request = new Prepare(this.wireTextOf(prepared.query), prepared.keyspace);
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
    prepared.replace(this.#stateFrom(prepared.query, response), position);
  }

  /** Another session may have prepared the text meanwhile: all users of the text share one. */
  #keep(query: string, keyspace: string | undefined, state: PreparedState, position: number): PreparedQuery {
    const texts = this.#textsOf(keyspace ?? '');
    const known = texts.get(query);
    if (known !== undefined) {
      known.replace(state, position);
      return known;
    }
    const prepared = new PreparedQuery(query, keyspace, state, this.#schema, position);
    texts.set(query, prepared);
    return prepared;
  }

  #worksOf(owner: object): SharedWorks<PreparedQuery | string> {
    let works = this.#works.get(owner);
    if (works === undefined) this.#works.set(owner, (works = new SharedWorks()));
    return works;
  }

  #textsOf(keyspace: string): LRUCache<string, PreparedQuery> {
    let texts = this.#keyspaces.get(keyspace);
    if (texts === undefined) {
      texts = new LRUCache({ max: maxTexts });
      this.#keyspaces.set(keyspace, texts);
    }
    return texts;
  }

  #stateFrom(query: string, response: PreparedResponse): PreparedState {
    const { id, resultMetadataId, flags, variables, partitionKeyIndexes, resultColumns } = response;
    return {
      id,
      resultMetadataId,
      isMarkedConditional: (flags & this.#extensions.conditionalFlag) !== 0,
      variables: this.#codecs.needColumns ? withMarkerNames(query, variables) : variables,
      partitionKeyIndexes,
      parametersEncoder: this.#codecs.parametersEncoder(variables, partitionKeyIndexes),
      rowDecoder:
        resultColumns === null || resultColumns.length === 0 ? undefined : this.#codecs.rowDecoder(resultColumns),
    };
  }
}
