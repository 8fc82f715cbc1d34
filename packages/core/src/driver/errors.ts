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
