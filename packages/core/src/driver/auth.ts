// cassandra-driver's authentication providers.
import { auth } from 'cassandra-driver';

export { auth };
/** The interface of cassandra-driver for a method of authentication: makes an `Authenticator` for each connection. */
export type AuthProvider = auth.AuthProvider;
/** The interface of cassandra-driver for the authentication of one connection. */
export type Authenticator = auth.Authenticator;
export import PlainTextAuthProvider = auth.PlainTextAuthProvider;
export import DsePlainTextAuthProvider = auth.DsePlainTextAuthProvider;

/** Returns the same provider as an object without properties: the driver's own show their passwords in `util.inspect` and JSON. */
export function hideSecrets(provider: AuthProvider): AuthProvider {
  return { newAuthenticator: (endpoint, name) => provider.newAuthenticator(endpoint, name) };
}
