// The TLS options of one connection: fixed, or asked for by a function of the application, so that certificates can rotate.
import type { ConnectionOptions as TlsOptions } from 'node:tls';
import { ConfigurationError, ConnectionError } from '../errors/async-cassandra-error';
import { isInstance, messageOf } from '../errors/thrown';
import { describe, isObject, type Check } from '../options/option-checks';
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
  const complaint = tlsOptionsCheck(options);
  if (complaint === undefined) return options as TlsOptions;
  throw new ConnectionError(
    `No connection to ${name}: the function in option 'ssl' must return ${complaint}, not ${describe(options)}`,
  );
}

/**
 * Complains about what is no bag of options. Node would ignore a promise, a Map or a Buffer, and connect without the certificates in it.
 */
export const tlsOptionsCheck: Check<TlsOptions> = (value) => {
  const isBag = isObject(value) && Object.prototype.toString.call(value) === '[object Object]';
  if (!isBag) return 'options for tls.connect';
  // Only a SecureContext has this property.
  return 'context' in value ? 'options for tls.connect, with a SecureContext as { secureContext }' : undefined;
};
