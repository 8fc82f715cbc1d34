// cassandra-driver's error classes: what `instanceof` checks in users' code already name.
import { errors } from 'cassandra-driver';

export { errors };

// The driver gives an error the `name` of its class, which a bundler may have shortened; the keys of `errors` it leaves alone.
for (const [name, DriverError] of Object.entries(errors)) {
  if (typeof DriverError === 'function')
    Reflect.defineProperty(DriverError, 'name', { value: name, configurable: true });
}

export import NoHostAvailableError = errors.NoHostAvailableError;
export import OperationTimedOutError = errors.OperationTimedOutError;
export import ResponseError = errors.ResponseError;

/**
 * The driver's constructors assign `name` and `message`, which throws for every object that inherits them from an `Error.prototype` that the
 * application has frozen. Lets the objects of a class that extends one of the driver's have them.
 */
export function letAssign(prototype: Error): void {
  for (const name of ['name', 'message'])
    Reflect.defineProperty(prototype, name, { value: '', writable: true, configurable: true });
}

function assignable<C extends new (...args: never[]) => Error>(DriverError: C): C {
  class Assignable extends (DriverError as new (...args: never[]) => Error) {}
  letAssign(Assignable.prototype);
  Reflect.defineProperty(Assignable.prototype, 'constructor', { value: DriverError, configurable: true });
  return Assignable as unknown as C;
}

/** What we make, and what users know as the driver's own class. */
export const OwnNoHostAvailableError = assignable(NoHostAvailableError);
export const OwnOperationTimedOutError = assignable(OperationTimedOutError);
