import { readFileSync } from 'node:fs';
import { parseContactPoint } from './contact-point';
import type { FixtureClusterOptions } from './fixture';

const defaultPort = 9042;

const variable = {
  contactPoints: 'CASSANDRA_CONTACT_POINTS',
  port: 'CASSANDRA_PORT',
  localDatacenter: 'CASSANDRA_LOCAL_DATACENTER',
  username: 'CASSANDRA_USERNAME',
  password: 'CASSANDRA_PASSWORD',
  ca: 'CASSANDRA_TLS_CA',
  cert: 'CASSANDRA_TLS_CERT',
  key: 'CASSANDRA_TLS_KEY',
  addresses: 'CASSANDRA_ADDRESSES',
  protocolVersion: 'CASSANDRA_PROTOCOL_VERSION',
  requestTimeoutMs: 'CASSANDRA_REQUEST_TIMEOUT_MS',
} as const;

/** Returns the environment variables that describe a server to another process. */
export function environmentOf(options: FixtureClusterOptions): Record<string, string> {
  const { contactPoints, port, localDatacenter, authProvider, ssl, protocolVersion, requestTimeoutMs } = options;
  const values = {
    [variable.contactPoints]: contactPoints.join(','),
    [variable.port]: String(port),
    [variable.localDatacenter]: localDatacenter,
    [variable.username]: authProvider?.username,
    [variable.password]: authProvider?.password,
    [variable.ca]: ssl?.ca,
    [variable.cert]: ssl?.cert,
    [variable.key]: ssl?.key,
    [variable.protocolVersion]: protocolVersion?.toString(),
    [variable.requestTimeoutMs]: requestTimeoutMs?.toString(),
  };
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** Returns the variable that maps the address of each node among its peers to the address here: `inner=outer,...`. */
export function addressesVariable(addresses: ReadonlyMap<string, string>): Record<string, string> {
  return { [variable.addresses]: [...addresses].map(([inner, outer]) => `${inner}=${outer}`).join(',') };
}

/** The options that environment variables describe. */
export type EnvironmentOptions = Omit<FixtureClusterOptions, 'localDatacenter'> & { localDatacenter?: string };

/** Returns the server that the variables describe, or undefined without such variables. */
export function clusterOptionsFrom(environment: NodeJS.ProcessEnv): EnvironmentOptions | undefined {
  const contactPoints = (environment[variable.contactPoints] ?? '').split(/[\s,]+/).filter((point) => point !== '');
  if (contactPoints.length === 0) return undefined;
  const username = environment[variable.username];
  const ca = environment[variable.ca];
  const addresses = environment[variable.addresses];
  const requestTimeoutMs = environment[variable.requestTimeoutMs];
  return {
    contactPoints,
    port: Number(environment[variable.port] || defaultPort),
    localDatacenter: environment[variable.localDatacenter] || undefined,
    ...(username && { authProvider: { username, password: environment[variable.password] ?? '' } }),
    ...(ca && {
      ssl: {
        ca: pemOf(ca),
        cert: pemOf(environment[variable.cert]),
        key: pemOf(environment[variable.key]),
      },
    }),
    ...protocolFrom(environment),
    ...(requestTimeoutMs && { requestTimeoutMs: Number(requestTimeoutMs) }),
    ...(addresses && { addressTranslator: translatorFrom(addresses) }),
  };
}

/** Returns the protocol version that tests should use; empty if the variable is not set. */
export function protocolFrom(
  environment: NodeJS.ProcessEnv,
): Pick<FixtureClusterOptions, 'protocolVersion' | 'allowProtocolV4'> {
  const value = environment[variable.protocolVersion];
  if (!value) return {};
  const protocolVersion = Number(value);
  return protocolVersion < 5 ? { protocolVersion, allowProtocolV4: true } : { protocolVersion };
}

function translatorFrom(addresses: string): FixtureClusterOptions['addressTranslator'] {
  const outerOf = new Map(addresses.split(',').map((pair) => pair.split('=') as [string, string]));
  return (host, port) => parseContactPoint(outerOf.get(`${host}:${port}`) ?? host, port);
}

function pemOf(textOrFile: string): string;
function pemOf(textOrFile: string | undefined): string | undefined;
function pemOf(textOrFile: string | undefined): string | undefined {
  if (!textOrFile || textOrFile.includes('-----BEGIN')) return textOrFile;
  return readFileSync(textOrFile, 'utf8');
}
