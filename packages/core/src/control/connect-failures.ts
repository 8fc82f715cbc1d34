// The error of connect() when no node could be connected to.
import { formatEndpoint, type Endpoint } from '../connection/endpoint';
import { AuthenticationError, ConfigurationError, ConnectionError } from '../errors/async-cassandra-error';
import { errorCode } from '../errors/error-codes';
import { connectFailure } from '../errors/no-host-available';
import { asError, messageOf } from '../errors/thrown';

/** Collects the errors of the nodes that were tried. */
export class ConnectFailures {
  readonly #byEndpoint: Record<string, Error> = {};

  add(endpoint: Endpoint, error: unknown): void {
    this.#byEndpoint[formatEndpoint(endpoint)] = asError(error);
  }

  /** Returns a `ConnectionError` whose cause, a `NoHostAvailableError`, has the error of each node in `innerErrors`. */
  toError(): ConnectionError {
    const failures = Object.entries(this.#byEndpoint);
    if (failures.length === 0)
      return new ConnectionError('There is no node to connect to: no contact point has an address');
    const [[name, first]] = failures as [[string, Error]];
    const others = failures.length > 1 ? `, and ${failures.length - 1} more failed: see cause.innerErrors` : '';
    return connectFailure(this.#byEndpoint, `Could not connect to any node. ${name}: ${messageOf(first)}${others}`);
  }
}

/** Returns whether the error is caused by the client's configuration, so that every other node would answer alike. */
export function isSameOnEveryNode(error: unknown): boolean {
  return (
    error instanceof AuthenticationError ||
    error instanceof ConfigurationError ||
    (error instanceof ConnectionError && error.code === errorCode.unsupportedProtocolVersion)
  );
}
