// Calls the application's functions for a type or a column. Whatever they throw or return, the request that called them
// fails with an error that names the column and the type, and other requests are not affected.
import { isPromise } from 'node:util/types';
import { ignoreRejection, isInstance } from '../errors/thrown';
import type { Codec } from './codec';
import { FailedConversion } from './failed-conversion';
import { InvalidValue } from './invalid-value';
import { nameOfThrown } from './malformed';
import { isAbsent } from './unset';

export interface Conversion {
  /** Converts the default value into the application's. @throws FailedConversion */
  readonly decode: (stored: unknown) => unknown;
  /** Converts the application's value into a value that the type accepts. @throws InvalidValue */
  readonly encode: (own: unknown) => unknown;
}

export function conversionOf(codec: Codec): Conversion {
  const { subject } = codec;
  return {
    decode(stored) {
      let own: unknown;
      try {
        own = codec.decode(stored);
      } catch (error) {
        throw new FailedConversion(`the codec of ${subject} threw (${nameOfThrown(error)})`, { cause: error });
      }
      const nonsense = own === undefined ? 'undefined' : promiseIn(own);
      if (nonsense !== undefined) throw new FailedConversion(`the codec of ${subject} gave ${nonsense}`);
      return own;
    },
    encode(own) {
      let stored: unknown;
      try {
        stored = codec.encode(own);
      } catch (error) {
        throw new InvalidValue(`the codec of ${subject} threw (${nameOfThrown(error)})`, kindOfThrown(error), error);
      }
      const nonsense = isAbsent(stored) ? 'null or undefined' : promiseIn(stored);
      if (nonsense !== undefined) throw new InvalidValue(`the codec of ${subject} gave ${nonsense}`, 'type');
      return stored;
    },
  };
}

/** Values are encoded and decoded synchronously: a promise would not be awaited. */
function promiseIn(value: unknown): string | undefined {
  if (!isPromise(value)) return undefined;
  ignoreRejection(value);
  return 'a promise in place of a value';
}

function kindOfThrown(error: unknown): 'type' | 'range' {
  return isInstance(error, RangeError) ? 'range' : 'type';
}
