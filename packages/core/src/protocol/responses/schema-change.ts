// A schema change: the result of the statement that made it, and an event for registered connections (v5 spec, sections
// 4.2.5.5 and 4.2.6).
import { UnreadableAnswerError } from '../../errors/unreadable-answer-error';
import { freezeAll } from '../freeze-all';
import type { ByteReader } from '../byte-reader';
import type { ResponseExtras } from './response-extras';

const changes = ['CREATED', 'UPDATED', 'DROPPED'] as const;
const targets = ['KEYSPACE', 'TABLE', 'TYPE', 'FUNCTION', 'AGGREGATE'] as const;

/** Frozen, because all listeners get the same object. */
export interface SchemaChange {
  readonly type: 'SCHEMA_CHANGE';
  /** What happened to the target. */
  readonly change: (typeof changes)[number];
  /** The kind of the object that changed. */
  readonly target: (typeof targets)[number];
  /** The keyspace that changed, or the keyspace of the object. */
  readonly keyspace: string;
  /** Absent for a keyspace. */
  readonly name?: string;
  /** The CQL types of the arguments of a function or an aggregate. */
  readonly argumentTypes?: readonly string[];
}

export interface SchemaChangeResponse {
  readonly kind: 'schemaChange';
  readonly schemaChange: SchemaChange;
  readonly extras?: ResponseExtras;
}

export function decodeSchemaChange(reader: ByteReader): SchemaChange {
  const type = 'SCHEMA_CHANGE';
  const change = decodeOneOf(changes, reader, 'the kind of a schema change');
  const target = decodeOneOf(targets, reader, 'the target of a schema change');
  const keyspace = reader.string('the keyspace of a schema change');
  if (target === 'KEYSPACE') return Object.freeze({ type, change, target, keyspace });
  const name = reader.string('the name of a schema change');
  if (target === 'TABLE' || target === 'TYPE') return Object.freeze({ type, change, target, keyspace, name });
  return freezeAll({ type, change, target, keyspace, name, argumentTypes: reader.stringList('the argument types') });
}

/** Reads a [string] with a fixed set of values. */
export function decodeOneOf<T extends string>(known: readonly T[], reader: ByteReader, what: string): T {
  const value = reader.string(what);
  const found = known.find((candidate) => candidate === value);
  if (found === undefined)
    throw new UnreadableAnswerError(
      `${JSON.stringify(value.slice(0, 100))} is not ${what}: it is one of ${known.join(', ')}`,
    );
  return found;
}
