// cassandra-driver's authentication providers.
import { auth } from 'cassandra-driver';

export { auth };
export type AuthProvider = auth.AuthProvider;
export type Authenticator = auth.Authenticator;
export import PlainTextAuthProvider = auth.PlainTextAuthProvider;
