// The options of a cluster that is an Astra database.
import type { ConnectionOptions as TlsOptions } from 'node:tls';
import type { AsyncClusterOptions } from '../cluster/cluster-options';
import { ConfigurationError } from '../errors/async-cassandra-error';
import type { Check } from '../options/option-checks';
import { completeOptions, option, optionBag, type TableOf } from '../options/option-table';
import { AstraAuthProvider, isToken, type AstraToken } from './astra-auth-provider';
import { BundleReader } from './bundle-reader';
import { askMetadataService } from './metadata-service';
import type { BundleSource } from './secure-connect-bundle';

/** The options of `astra()`. */
export interface AstraOptions {
  /**
   * The secure connect bundle of the database: the path of the file, its bytes, or its bytes in base64. A file, and a function that returns
   * one of these, are read again for new connections, so that a new bundle takes effect without a restart.
   */
  readonly bundle: BundleSource | (() => BundleSource | Promise<BundleSource>);
  /** A token of Astra (`AstraCS:...`), or a function that returns one: it is asked for each new connection. */
  readonly token: AstraToken;
}

const checkBundle: Check<AstraOptions['bundle']> = (value) =>
  (typeof value === 'string' && value !== '') || Buffer.isBuffer(value) || typeof value === 'function'
    ? undefined
    : 'must be the path of a secure connect bundle, its bytes, its bytes in base64, or a function that returns one of these';

const checkToken: Check<AstraToken> = (value) =>
  typeof value === 'function' || isToken(value)
    ? undefined
    : 'must be a token of Astra, a text that begins with AstraCS:, or a function that returns one';

export const astraBag = optionBag(
  'astra()',
  {
    bundle: option<AstraOptions['bundle']>(checkBundle),
    token: option<AstraToken>(checkToken),
  } satisfies TableOf<AstraOptions>,
  {
    secureConnectBundle: "give 'bundle'",
    username: "give 'token', or add 'authProvider' to the options that astra() returns",
    password: "give 'token', or add 'authProvider' to the options that astra() returns",
    keyspace: 'give it to cluster.connect(keyspace)',
  },
);

/**
 * Reads the bundle, and resolves with the options for `new AsyncCluster(...)` that connect to the database: mutual TLS, the proxy and its nodes
 * from the metadata service, the token, protocol v4. `connect()` asks the metadata service, and it is asked again when no known node can be
 * reached. Options of yours may stand beside them, but no `contactPoints`.
 *
 * @throws ConfigurationError that names the first option that is missing, unknown or wrong, or describes what is wrong with the bundle.
 *
 * @example
 * const token = process.env.ASTRA_DB_APPLICATION_TOKEN;
 * const cluster = new AsyncCluster(await astra({ bundle: 'secure-connect-shop.zip', token }));
 */
export async function astra(options: AstraOptions): Promise<AsyncClusterOptions> {
  const { bundle, token } = completeOptions(astraBag, options);
  if (bundle === undefined)
    throw new ConfigurationError("astra() needs option 'bundle', the path of a secure connect bundle");
  if (token === undefined) throw new ConfigurationError("astra() needs option 'token', which begins with AstraCS:");
  const reader = new BundleReader(bundle);
  await reader.read();
  return {
    allowProtocolV4: true,
    ssl: async (): Promise<TlsOptions> => {
      const { ca, cert, key } = await reader.read();
      return { ca, cert, key };
    },
    sniProxy: async (signal) => askMetadataService(await reader.read(), signal),
    authProvider: new AstraAuthProvider(token),
  };
}
