// The TLS options of one connection: fixed, or asked for by a function of the application, so that certificates can rotate.
import type { ConnectionOptions as TlsOptions } from 'node:tls';
import { ConfigurationError, ConnectionError } from '../errors/async-cassandra-error';
import { isInstance, messageOf } from '../errors/thrown';
import { describe, isObject } from '../options/option-checks';
import { withDeadline } from '../waiting/with-deadline';

/** A function that returns options for `tls.connect`. Asked for each new connection, so that certificates can rotate. */
export type TlsOptionsProvider = () => TlsOptions | Promise<TlsOptions>;

/**
 * Returns the options for one connection to `name`.
 *
 * @throws ConnectionError when the function throws or returns something else, and its own `ConfigurationError`; the signal's reason.
 */
export async function tlsOptionsFor(
  name: string,
  ssl: TlsOptions | TlsOptionsProvider,
  signal: AbortSignal,
): Promise<TlsOptions> {
  if (typeof ssl !== 'function') return ssl;
  const answer = Promise.resolve().then(ssl);
  const options: unknown = await withDeadline(answer, { signal }).catch((cause: unknown) => {
    if (signal.aborted || isInstance(cause, ConfigurationError)) throw cause;
    throw new ConnectionError(`No connection to ${name}: the function in option 'ssl' failed: ${messageOf(cause)}`, {
      cause,
    });
  });
  if (isObject(options)) return options;
  throw new ConnectionError(
    `No connection to ${name}: the function in option 'ssl' must return options for tls.connect, not ${describe(options)}`,
  );
}
