// The SASL exchange, with cassandra-driver's authentication providers (v5 spec, section 4.1.2).
import type { Authenticator } from '../driver/auth';
import { AuthenticationError, ConnectionError } from '../errors/async-cassandra-error';
import { visibleText } from '../errors/visible-text';
import { AuthResponse } from '../protocol/requests/auth-response';
import type { Response } from '../protocol/responses/response';
import { isInstance } from '../errors/thrown';
import { classNameOf, guardCallback, onRejected } from '../waiting/guard-callback';
import { withDeadline } from '../waiting/with-deadline';
import type { ConnectionOptions } from './connection-options';
import { formatEndpoint, type Endpoint } from './endpoint';
import type { Opening } from './opening';
import type { RequestOnceOptions } from './request-once';

const dseAuthenticator = 'com.datastax.bdp.cassandra.auth.DseAuthenticator';

type AuthenticationOptions = Pick<ConnectionOptions, 'authProvider' | 'allowedAuthenticators'>;

/** A connection after STARTUP. */
interface AuthenticationChannel {
  readonly endpoint: Endpoint;
  request(request: AuthResponse, options?: RequestOnceOptions): Promise<Response>;
}

export async function authenticate(
  connection: AuthenticationChannel,
  authenticatorClass: string,
  { authProvider: provider, allowedAuthenticators: allowed }: AuthenticationOptions,
  opening: Opening,
): Promise<void> {
  const { signal } = opening;
  const name = formatEndpoint(connection.endpoint);
  if (provider === undefined) {
    // In its transitional mode, DSE takes a login without a name as anonymous.
    if (authenticatorClass === dseAuthenticator && (await takesAnonymous(connection, opening))) return;
    throw new AuthenticationError(
      `${name} requires authentication (${authenticatorClass}); set authProvider, for example to { username, password }`,
    );
  }
  if (allowed?.includes(authenticatorClass) === false) {
    throw new AuthenticationError(
      visibleText(
        `${name} requests the credentials for the authenticator '${authenticatorClass}'; allowedAuthenticators has ${allowed.join(', ')}. ` +
          'No credentials were sent',
      ),
    );
  }
  let authenticator: Authenticator;
  try {
    authenticator = provider.newAuthenticator(name, authenticatorClass);
    onRejected(authenticator, () => {});
  } catch (cause) {
    throw new AuthenticationError('The authentication provider failed', { cause });
  }
  const asked = (method: string): string =>
    `${classNameOf(authenticator)}.${method}() of the authentication provider has not called back, for ${authenticatorClass}`;
  opening.waitFor(asked('initialResponse'));
  let token = await tokenOf((callback) => authenticator.initialResponse(callback), signal);
  for (;;) {
    opening.waitFor(`the node has not answered the credentials, for ${authenticatorClass}`);
    const answer = await connection.request(new AuthResponse(token), { signal }).catch((error: unknown) => {
      throw error instanceof AuthenticationError
        ? new AuthenticationError(`${name} refused the credentials: ${error.message}`, { cause: error })
        : error;
    });
    if (answer.kind === 'authSuccess') {
      const success = answer.token ?? undefined;
      guardCallback(provider, 'onAuthenticationSuccess', () => authenticator.onAuthenticationSuccess?.(success));
      return;
    }
    if (answer.kind !== 'authChallenge') {
      throw new ConnectionError(`${name} answered AUTH_RESPONSE with an unexpected ${answer.kind} message`);
    }
    const challenge = answer.token ?? Buffer.alloc(0);
    opening.waitFor(asked('evaluateChallenge'));
    token = await tokenOf((callback) => authenticator.evaluateChallenge(challenge, callback), signal);
  }
}

async function takesAnonymous(connection: AuthenticationChannel, opening: Opening): Promise<boolean> {
  opening.waitFor(`the node has not answered a login without credentials, for ${dseAuthenticator}`);
  const { signal } = opening;
  try {
    return (await connection.request(new AuthResponse(Buffer.from('\0\0')), { signal })).kind === 'authSuccess';
  } catch (error) {
    if (error instanceof AuthenticationError) return false;
    throw error;
  }
}

/** An authenticator answers through a callback. Its error is the application's own. The signal ends the wait for one that never answers. */
async function tokenOf(
  ask: (callback: Parameters<Authenticator['initialResponse']>[0]) => unknown,
  signal: AbortSignal,
): Promise<Buffer | null> {
  const answer = new Promise<unknown>((resolve, reject) => {
    const fail = (cause: unknown): void =>
      reject(
        isInstance(cause, AuthenticationError)
          ? cause
          : new AuthenticationError('The authentication provider failed', { cause }),
      );
    try {
      const returned = ask((error: unknown, token?: unknown) => (error ? fail(error) : resolve(token ?? null)));
      onRejected(returned, fail);
    } catch (error) {
      fail(error);
    }
  });
  const token = await withDeadline(answer, { signal });
  if (token === null || Buffer.isBuffer(token)) return token;
  // A Buffer of another realm, or a plain Uint8Array.
  if (ArrayBuffer.isView(token)) return Buffer.from(token.buffer, token.byteOffset, token.byteLength);
  throw new AuthenticationError(
    `The authentication provider returned a ${typeof token} as its token; it must be a Buffer`,
  );
}
