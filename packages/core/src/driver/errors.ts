// cassandra-driver's error classes, so that `instanceof` checks in users' code keep working.
import { errors } from 'cassandra-driver';

export { errors };

// The driver names an error after its class, and a bundler may have shortened that name. The keys of `errors` keep the full names.
for (const [name, DriverError] of Object.entries(errors)) {
  if (typeof DriverError === 'function')
    Reflect.defineProperty(DriverError, 'name', { value: name, configurable: true });
}

export import NoHostAvailableError = errors.NoHostAvailableError;
export import OperationTimedOutError = errors.OperationTimedOutError;
export import ResponseError = errors.ResponseError;

/**
 * Lets subclasses of the driver's errors assign `name` and `message`, as the driver's constructors do. When the application has frozen
 * `Error.prototype`, such an assignment throws for every object that inherits these properties from it.
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

/** Classes for our own errors. Users know them as the driver's classes. */
export const OwnNoHostAvailableError = assignable(NoHostAvailableError);
export const OwnOperationTimedOutError = assignable(OperationTimedOutError);
