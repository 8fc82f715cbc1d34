// The SASL exchange, with cassandra-driver's own authentication providers (v5 spec, section 4.1.2).
import type { AuthProvider, Authenticator } from '../driver/auth';
import { AuthenticationError, ConnectionError } from '../errors/async-cassandra-error';
import { AuthResponse } from '../protocol/requests/auth-response';
import type { Response } from '../protocol/responses/response';
import { formatEndpoint, type Endpoint } from './endpoint';
import type { RequestOnceOptions } from './request-once';

/** A connection that is past STARTUP. */
interface AuthenticationChannel {
  readonly endpoint: Endpoint;
  request(request: AuthResponse, options?: RequestOnceOptions): Promise<Response>;
}

export async function authenticate(
  connection: AuthenticationChannel,
  authenticatorClass: string,
  provider: AuthProvider | undefined,
  signal: AbortSignal,
): Promise<void> {
  const name = formatEndpoint(connection.endpoint);
  if (provider === undefined) {
    throw new AuthenticationError(
      `${name} requires authentication (${authenticatorClass}); set authProvider, for example to { username, password }`,
    );
  }
  const authenticator = provider.newAuthenticator(name, authenticatorClass);
  let token = await tokenOf((callback) => authenticator.initialResponse(callback));
  for (;;) {
    const answer = await connection.request(new AuthResponse(token), { signal }).catch((error: unknown) => {
      throw error instanceof AuthenticationError
        ? new AuthenticationError(`${name} refused the credentials: ${error.message}`, { cause: error })
        : error;
    });
    if (answer.kind === 'authSuccess') {
      authenticator.onAuthenticationSuccess(answer.token ?? undefined);
      return;
    }
    if (answer.kind !== 'authChallenge') {
      throw new ConnectionError(`${name} answered AUTH_RESPONSE with an unexpected ${answer.kind} message`);
    }
    const challenge = answer.token ?? Buffer.alloc(0);
    token = await tokenOf((callback) => authenticator.evaluateChallenge(challenge, callback));
  }
}

/** An authenticator answers through a callback; what it reports is the application's own error. */
function tokenOf(ask: (callback: Parameters<Authenticator['initialResponse']>[0]) => void): Promise<Buffer | null> {
  return new Promise((resolve, reject) => {
    ask((error: unknown, token?: Buffer | null) => {
      if (error) reject(new AuthenticationError('The authentication provider failed', { cause: error }));
      else resolve(token ?? null);
    });
  });
}
