// The options of a cluster that is Amazon Keyspaces.
import type { AsyncClusterOptions, Credentials } from '../cluster/cluster-options';
import { hideSecrets, PlainTextAuthProvider, type AuthProvider } from '../driver/auth';
import { ConfigurationError } from '../errors/async-cassandra-error';
import { isObject, text, trueOrFalse } from '../options/option-checks';
import { completeOptions, option, optionBag, type TableOf } from '../options/option-table';
import { complaintAbout, type AwsCredentialProvider, type AwsCredentials } from './aws-credentials';
import { keyspacesEndpoint } from './keyspaces-endpoint';
import { KeyspacesRetryPolicy } from './keyspaces-retry-policy';
import { SigV4AuthProvider } from './sigv4-auth-provider';

/** The options of `keyspaces()`. */
export interface KeyspacesOptions {
  /** The region of AWS, such as `eu-west-1`. */
  readonly region: string;
  /**
   * An access key, or a function that returns one: it is asked for each new connection, so that keys can rotate and expire. The credential
   * providers of the AWS SDK for JavaScript v3 are such functions. Or the service-specific credentials of an IAM user, a name and a password.
   */
  readonly credentials: AwsCredentials | AwsCredentialProvider | Credentials;
  /** Connects to the endpoint that is validated for FIPS 140. Default: false. */
  readonly fips?: boolean | undefined;
  /**
   * The host name of another endpoint, such as a dual-stack or a VPC endpoint. Its certificate must be valid for that name. Default: the
   * public IPv4 endpoint of the region.
   */
  readonly endpoint?: string | undefined;
  /**
   * The certificate authorities (PEM) that the endpoint is trusted by. Default: the authorities of Node.js, which contain Amazon Root CA 1 to 4 and the
   * Starfield roots.
   */
  readonly ca?: string | Buffer | readonly (string | Buffer)[] | undefined;
}

const port = 9142;

export const keyspacesBag = optionBag(
  'keyspaces()',
  {
    region: option<string>(checkRegion),
    credentials: option<KeyspacesOptions['credentials']>(checkCredentials),
    fips: option(trueOrFalse, false),
    endpoint: option<string>(checkEndpoint),
    ca: option<NonNullable<KeyspacesOptions['ca']>>(checkCa),
  } satisfies TableOf<KeyspacesOptions>,
  {
    accessKeyId: "give it inside of 'credentials'",
    secretAccessKey: "give it inside of 'credentials'",
    sessionToken: "give it inside of 'credentials'",
    contactPoints: "give 'endpoint'",
    ssl: "give 'ca', or add 'ssl' to the options that keyspaces() returns",
  },
);

/**
 * Returns the options for `new AsyncCluster(...)` that connect to Amazon Keyspaces: its endpoint and port, TLS, SigV4, protocol v4, retries
 * with backoff for throttled requests, and LOCAL_QUORUM, the only level for writes. The execution profile `eventual` reads with LOCAL_ONE, at
 * half the price. Options of yours may stand beside them.
 *
 * @throws ConfigurationError that names the first option that is missing, unknown or wrong. It never shows credentials.
 *
 * @example
 * import { fromNodeProviderChain } from '@aws-sdk/credential-providers';
 * const cluster = new AsyncCluster(keyspaces({ region: 'eu-west-1', credentials: fromNodeProviderChain() }));
 */
export function keyspaces(options: KeyspacesOptions): AsyncClusterOptions {
  const { region, credentials, fips, endpoint, ca } = completeOptions(keyspacesBag, options);
  if (region === undefined) throw new ConfigurationError("keyspaces() needs option 'region', such as 'eu-west-1'");
  if (credentials === undefined) {
    throw new ConfigurationError(
      "keyspaces() needs option 'credentials': { accessKeyId, secretAccessKey }, or a function that returns them",
    );
  }
  const host = endpoint ?? keyspacesEndpoint(region, fips);
  return {
    // The service has no v5: offering it would cost each process one more connection.
    allowProtocolV4: true,
    protocolVersion: 4,
    contactPoints: [host],
    port,
    localDatacenter: region,
    authProvider: authProviderFor(region, credentials),
    // The nodes in system.peers are IP addresses, which the certificate does not name.
    ssl: { servername: host, ...(ca === undefined ? {} : { ca: ca as string | Buffer }) },
    consistency: 'localQuorum',
    executionProfiles: { eventual: { consistency: 'localOne' } },
    retryPolicy: new KeyspacesRetryPolicy(),
  };
}

function authProviderFor(region: string, credentials: KeyspacesOptions['credentials']): AuthProvider {
  if (typeof credentials === 'function') return new SigV4AuthProvider(region, credentials);
  if ('username' in credentials) {
    return hideSecrets(new PlainTextAuthProvider(credentials.username, credentials.password));
  }
  // A copy: what the application changes later is not ours.
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = credentials;
  const copy: AwsCredentials = { accessKeyId, secretAccessKey, sessionToken, expiration };
  return new SigV4AuthProvider(region, () => copy);
}

/** The region becomes a part of a host name and of what is signed. */
function checkRegion(value: unknown): string | undefined {
  return typeof value === 'string' && /^[a-z]{2}(-[a-z]+)+-\d{1,2}$/.test(value)
    ? undefined
    : "must be the code of a region of AWS, such as 'eu-west-1'";
}

/** Throws its own errors: the message of a complaint ends with a description of the value. */
function checkCredentials(value: unknown): string | undefined {
  if (typeof value === 'function') return undefined;
  if (!isObject(value))
    return 'must be { accessKeyId, secretAccessKey, sessionToken? }, a function that returns them, or { username, password }';
  const { username, password } = value as Partial<Credentials>;
  if (username !== undefined || password !== undefined) {
    if (text(username) === undefined && text(password) === undefined) return undefined;
    throw new ConfigurationError("Option 'credentials' must have both username and password as texts");
  }
  const complaint = complaintAbout(value);
  if (complaint !== undefined) throw new ConfigurationError(`Option 'credentials' ${complaint}`);
  return undefined;
}

function checkEndpoint(value: unknown): string | undefined {
  return typeof value === 'string' && /^[a-z\d]([a-z\d.-]*[a-z\d])?$/i.test(value)
    ? undefined
    : `must be a host name without scheme and port; the port is ${port}`;
}

const isPem = (value: unknown): boolean =>
  (typeof value === 'string' || Buffer.isBuffer(value)) && value.includes('-----BEGIN CERTIFICATE-----');

function checkCa(value: unknown): string | undefined {
  const all = Array.isArray(value) ? (value as unknown[]) : [value];
  return all.length > 0 && all.every(isPem)
    ? undefined
    : 'must be certificates in PEM: a text, a Buffer, or a list of them';
}
