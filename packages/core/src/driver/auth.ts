// cassandra-driver's authentication providers.
import { auth } from 'cassandra-driver';

export { auth };
/** The interface of cassandra-driver for a method of authentication: makes an `Authenticator` for each connection. */
export type AuthProvider = auth.AuthProvider;
/** The interface of cassandra-driver for the authentication of one connection. */
export type Authenticator = auth.Authenticator;
export import PlainTextAuthProvider = auth.PlainTextAuthProvider;
