// The replies of the stub. A reply is created once, in the script, and encoded for each request that it answers.

import type { Column } from './result-metadata';
import type { ReceivedRequest } from './received-request';
import { BodyWriter } from './wire/body-writer';
import { envelopeFlag } from './wire/envelope';
import { opcode } from './wire/opcode';

export interface Message {
  readonly opcode: number;
  readonly flags: number;
  readonly body: Buffer;
}

const resultKind = { void: 1, rows: 2, setKeyspace: 3, prepared: 4, schemaChange: 5 } as const;

let tracedRequests = 0;

/** The answer to a request. Created by functions such as `rows`, `voidResult` and `serverError`. */
export abstract class Reply {
  #warnings: readonly string[] = [];
  #customPayload: Readonly<Record<string, Buffer>> | null = null;
  #tracingId: string | null = null;
  /** @internal The columns that PREPARE announces for a statement with this reply; `null` if it returns no rows. */
  readonly columns: readonly Column[] | null = null;

  /** Adds warnings, as a server adds them to a questionable request. */
  withWarnings(...warnings: readonly string[]): this {
    this.#warnings = warnings;
    return this;
  }

  /** Adds a custom payload. */
  withCustomPayload(payload: Readonly<Record<string, Buffer>>): this {
    this.#customPayload = payload;
    return this;
  }

  /** Sets the tracing id, a uuid. Without it, a traced request gets a generated one. */
  withTracingId(uuid: string): this {
    this.#tracingId = uuid;
    return this;
  }

  /** @internal */
  abstract readonly opcode: number;

  /** @internal */
  protected abstract writeBody(writer: BodyWriter, request: ReceivedRequest): void;

  /** @internal Encodes the message for `request`. */
  toMessage(request: ReceivedRequest): Message {
    const writer = new BodyWriter();
    let flags = 0;
    const tracingId = this.#tracingId ?? (request.tracing ? tracingIdOf(++tracedRequests) : null);
    if (tracingId !== null) {
      flags |= envelopeFlag.tracing;
      writer.raw(Buffer.from(tracingId.replaceAll('-', ''), 'hex'));
    }
    if (this.#warnings.length > 0) {
      flags |= envelopeFlag.warning;
      writer.stringList(this.#warnings);
    }
    if (this.#customPayload !== null) {
      flags |= envelopeFlag.customPayload;
      writer.bytesMap(this.#customPayload);
    }
    this.writeBody(writer, request);
    return { opcode: this.opcode, flags, body: writer.finish() };
  }
}

// A version 1 uuid, like the server's tracing ids.
function tracingIdOf(count: number): string {
  return `${count.toString(16).padStart(8, '0')}-0000-1000-8000-000000000000`;
}

export type BodyEncoder = (writer: BodyWriter, request: ReceivedRequest) => void;

/** A reply of any opcode with a body that a function writes: for messages without a factory of their own. */
export class CustomReply extends Reply {
  readonly #encoder: BodyEncoder;

  constructor(
    readonly opcode: number,
    encoder: BodyEncoder,
  ) {
    super();
    this.#encoder = encoder;
  }

  protected override writeBody(writer: BodyWriter, request: ReceivedRequest): void {
    this.#encoder(writer, request);
  }
}

export const resultReply = (kind: keyof typeof resultKind, encoder: BodyEncoder): CustomReply =>
  new CustomReply(opcode.RESULT, (writer, request) => {
    writer.int32(resultKind[kind]);
    encoder(writer, request);
  });

/** The result of a write. */
export function voidResult(): Reply {
  return resultReply('void', () => undefined);
}

/** The result of USE. */
export function setKeyspace(keyspace: string): Reply {
  return resultReply('setKeyspace', (writer) => writer.string(keyspace));
}

/** A change of the schema, in a result or an event. */
export interface SchemaChange {
  readonly change: 'CREATED' | 'UPDATED' | 'DROPPED';
  readonly target: 'KEYSPACE' | 'TABLE' | 'TYPE' | 'FUNCTION' | 'AGGREGATE';
  readonly keyspace: string;
  /** The name of the object; not for a keyspace. */
  readonly name?: string;
  /** The CQL types of the arguments of a function or an aggregate. Default: none. */
  readonly argumentTypes?: readonly string[];
}

export function writeSchemaChange(writer: BodyWriter, change: SchemaChange): void {
  writer.string(change.change).string(change.target).string(change.keyspace);
  if (change.target !== 'KEYSPACE') {
    writer.string(change.name ?? '');
  }
  if (change.target === 'FUNCTION' || change.target === 'AGGREGATE') {
    writer.stringList(change.argumentTypes ?? []);
  }
}

/** The result of a DDL statement. */
export function schemaChange(change: SchemaChange): Reply {
  return resultReply('schemaChange', (writer) => writeSchemaChange(writer, change));
}

/** A message with any opcode and any body, which no real server would send. */
export function rawReply(opcodeByte: number, body: Buffer = Buffer.alloc(0)): Reply {
  return new CustomReply(opcodeByte, (writer) => writer.raw(body));
}

/** Asks the client for another token. */
export function authChallenge(token: Buffer | null): Reply {
  return new CustomReply(opcode.AUTH_CHALLENGE, (writer) => writer.bytes(token));
}

/** Accepts the authentication. */
export function authSuccess(token: Buffer | null = null): Reply {
  return new CustomReply(opcode.AUTH_SUCCESS, (writer) => writer.bytes(token));
}
