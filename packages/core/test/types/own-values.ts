// Codecs that wrap each default value in a class of the application's, and what takes it out again.
import { inspect } from 'node:util';
import { types } from 'cassandra-driver';
import { codec, type Codec } from '../../src/codec/codec';

/** A class that knows nothing of CQL. Its value is no property: a copy of its properties is not enough. */
export class Own {
  readonly #stored: unknown;

  constructor(stored: unknown) {
    if (stored === null || stored === undefined || stored === types.unset) throw new Error('was called with no value');
    this.#stored = stored;
  }

  get stored(): unknown {
    return this.#stored;
  }
}

export const wrap = {
  decode: (stored: unknown) => new Own(stored),
  encode: (own: Own) => {
    if (!(own instanceof Own)) throw new TypeError('was called with what it did not make');
    return own.stored;
  },
};

export const ofType = (type: string): Codec => codec({ type, ...wrap });

/** The value with what the codecs kept in place of what they made. Throws for a value that passed no codec. */
export function storedIn(value: unknown): unknown {
  if (value === null) return null;
  if (value instanceof Own) return value.stored;
  if (typeof value !== 'object') throw new Error(`${inspect(value)} did not pass its codec`);
  if (Array.isArray(value)) return value.map(storedIn);
  if (value instanceof Map) return new Map(Array.from(value, ([key, item]) => [storedIn(key), storedIn(item)]));
  if (value instanceof types.Tuple) return types.Tuple.fromArray((value.elements as unknown[]).map(storedIn));
  if (value instanceof types.Vector)
    return new types.Vector((value.elements as unknown[]).map(storedIn), value.subtype);
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, storedIn(item)]));
}
