// The bundle of a database as it is now: a file or a function may give another one tomorrow.
import { ConfigurationError } from '../errors/async-cassandra-error';
import { reportFailure } from '../waiting/guard-callback';
import { readBundle, type BundleSource, type SecureConnectBundle } from './secure-connect-bundle';

export class BundleReader {
  readonly #source: BundleSource | (() => BundleSource | Promise<BundleSource>);
  #last: SecureConnectBundle | undefined;

  constructor(source: BundleSource | (() => BundleSource | Promise<BundleSource>)) {
    // A copy: bytes that the application changes later are not ours.
    this.#source = Buffer.isBuffer(source) ? Buffer.from(source) : source;
  }

  /**
   * Returns the bundle. A file that is just being replaced may be broken for a moment: then the last one that could be read counts.
   *
   * @throws ConfigurationError when no bundle could be read so far.
   */
  async read(): Promise<SecureConnectBundle> {
    const isFixed = Buffer.isBuffer(this.#source);
    if (isFixed && this.#last !== undefined) return this.#last;
    try {
      this.#last = await readBundle(checked(await this.#ask()));
    } catch (error) {
      if (this.#last === undefined) throw error;
      reportFailure(this, 'Reading the secure connect bundle again', error);
    }
    return this.#last;
  }

  #ask(): BundleSource | Promise<BundleSource> {
    return typeof this.#source === 'function' ? this.#source() : this.#source;
  }
}

function checked(source: unknown): BundleSource {
  if (Buffer.isBuffer(source) || (typeof source === 'string' && source !== '')) return source;
  throw new ConfigurationError(
    "The function in option 'bundle' must return the path of a secure connect bundle, its bytes, or its bytes in base64",
  );
}
