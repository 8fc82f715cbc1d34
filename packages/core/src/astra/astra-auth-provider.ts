// Logs in to Astra by token: the password of the user `token`. A function is asked for it for each connection, and it is never shown.
import { DsePlainTextAuthProvider, type AuthProvider, type Authenticator } from '../driver/auth';
import { AuthenticationError } from '../errors/async-cassandra-error';

/** A token of Astra, or a function that returns one. */
export type AstraToken = string | (() => string | Promise<string>);

const user = 'token';

/** Returns whether the value looks like a token: the prefix is fixed, so that a mistake is found before a connection is used. */
export function isToken(value: unknown): value is string {
  return typeof value === 'string' && /^AstraCS:[^\s]+$/.test(value);
}

export class AstraAuthProvider implements AuthProvider {
  readonly #token: AstraToken;

  constructor(token: AstraToken) {
    this.#token = token;
  }

  newAuthenticator(endpoint: string, name: string): Authenticator {
    // DSE wants the name of the mechanism first, Cassandra does not: the driver's provider knows both.
    let inner: Authenticator | undefined;
    return {
      initialResponse: (callback) => {
        this.#ask().then(
          (token) => {
            inner = new DsePlainTextAuthProvider(user, token).newAuthenticator(endpoint, name);
            inner.initialResponse(callback);
          },
          (error: unknown) => callback(error as Error),
        );
      },
      evaluateChallenge: (challenge, callback) => inner!.evaluateChallenge(challenge, callback),
      onAuthenticationSuccess: () => {},
    };
  }

  async #ask(): Promise<string> {
    const token: unknown = typeof this.#token === 'function' ? await this.#token() : this.#token;
    if (isToken(token)) return token;
    throw new AuthenticationError(
      "The function in option 'token' must return a token of Astra, a text that begins with AstraCS:",
    );
  }
}
