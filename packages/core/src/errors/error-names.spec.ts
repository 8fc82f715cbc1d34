// What a bundler does that shortens names: the class is called otherwise, and its errors must not be.
import type * as driver from 'cassandra-driver';
import * as everything from '../index';
import { UnknownTypeError } from '../protocol/cql-type';
import { InvalidValue } from '../codec/invalid-value';
import { NoHostAvailableError } from '../driver/errors';
import { ConnectionLostError } from './connection-lost-error';
import { ProtocolError } from './protocol-error';
import { UnreadableAnswerError } from './unreadable-answer-error';

type ErrorClass = new (...parameters: unknown[]) => Error;

const isErrorClass = (value: unknown): value is ErrorClass =>
  typeof value === 'function' && value.prototype instanceof Error;

const inside = { ConnectionLostError, ProtocolError, UnreadableAnswerError, UnknownTypeError, InvalidValue };
const classes = Object.entries({ ...everything, ...inside }).flatMap(([name, value]: [string, unknown]) =>
  isErrorClass(value) && name !== 'AsyncCassandraError' ? [[name, value] as const] : [],
);

/** Runs `use` while the class, and every one that it extends, is called something else. */
function renamed<T>(ErrorClass: ErrorClass, use: () => T): T {
  const chain: [object, PropertyDescriptor][] = [];
  for (
    let at: object = ErrorClass;
    at !== Error && at !== Function.prototype;
    at = Object.getPrototypeOf(at) as object
  ) {
    chain.push([at, Object.getOwnPropertyDescriptor(at, 'name') ?? { value: undefined, configurable: true }]);
    Object.defineProperty(at, 'name', { value: 'a', configurable: true });
  }
  try {
    return use();
  } finally {
    for (const [at, before] of chain) Object.defineProperty(at, 'name', before);
  }
}

const ofTheDriver = new Set<unknown>(Object.values(everything.errors));
const ours = classes.filter(([, ErrorClass]) => !ofTheDriver.has(ErrorClass));

describe('an error of a class that a bundler has renamed', () => {
  it('is met here in every class', () => {
    expect(ours.map(([name]) => name)).toEqual(
      expect.arrayContaining(['ConfigurationError', 'StreamError', 'InvalidRequestError', 'ServerResponseError']),
    );
    expect(ours.length).toBeGreaterThan(30);
  });

  it.each(ours)('has its own name, which JSON shows as well: %s', (name, ErrorClass) => {
    const error = renamed(ErrorClass, () =>
      ErrorClass.prototype instanceof everything.ServerResponseError || name !== 'ServerResponseError'
        ? new ErrorClass('It broke', {})
        : new ErrorClass(0x7777, 'It broke'),
    );
    expect(error.name).toBe(name);
    expect(JSON.parse(JSON.stringify(error))).toMatchObject({ name });
  });

  it('may have a name that its class in the application gives', () => {
    class OfTheApplication extends everything.QueryError {
      override name = 'Mine';
    }
    expect(new OfTheApplication('It broke').name).toBe('Mine');
  });

  it('of the driver has the name that its class is exported as', () => {
    jest.isolateModules(() => {
      const { errors } = jest.requireActual<typeof driver>('cassandra-driver');
      for (const DriverError of Object.values(errors)) {
        Object.defineProperty(DriverError, 'name', { value: 'b', configurable: true });
      }
      const again = jest.requireActual<{ NoHostAvailableError: typeof NoHostAvailableError }>('../driver/errors');
      expect(again.NoHostAvailableError).not.toBe(NoHostAvailableError);
      expect(new again.NoHostAvailableError({}, 'It broke').name).toBe('NoHostAvailableError');
    });
  });
});
