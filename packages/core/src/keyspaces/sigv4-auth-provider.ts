// Logs in to Amazon Keyspaces by SigV4: the client names the mechanism, the server sends a nonce, and the client signs it.
import type { AuthProvider, Authenticator } from '../driver/auth';
import { AuthenticationError } from '../errors/async-cassandra-error';
import { wallClockMs } from '../waiting/timers';
import { askForCredentials, type AwsCredentialProvider } from './aws-credentials';
import { answerTo } from './sigv4-signature';

const mechanism = Buffer.from('SigV4\0\0');

/** An authentication provider by SigV4. Asks for the credentials for each connection, and never shows them. */
export class SigV4AuthProvider implements AuthProvider {
  readonly #region: string;
  readonly #credentials: AwsCredentialProvider;

  constructor(region: string, credentials: AwsCredentialProvider) {
    this.#region = region;
    this.#credentials = credentials;
  }

  newAuthenticator(): Authenticator {
    return {
      initialResponse: (callback) => callback(null as never, mechanism),
      evaluateChallenge: (challenge, callback) => {
        this.#answer(challenge).then(
          (answer) => callback(null as never, answer),
          (error: unknown) => callback(error as Error),
        );
      },
      onAuthenticationSuccess: () => {},
    };
  }

  async #answer(challenge: Buffer): Promise<Buffer> {
    const nonce = /nonce=([^,]+)/.exec(challenge.toString())?.[1];
    if (nonce === undefined) {
      throw new AuthenticationError(
        'The challenge of the server has no nonce: it is not an endpoint of Amazon Keyspaces',
      );
    }
    const credentials = await askForCredentials(this.#credentials);
    return Buffer.from(answerTo({ region: this.#region, nonce, signedAt: new Date(wallClockMs()) }, credentials));
  }
}
