import { join } from 'node:path';
import type { FixtureClusterOptions } from '../fixture';
import type { TestCertificates } from '../tls/certificates';
import { serverConfig } from './server-config';

/** What all nodes of a cluster have in common. */
export interface ClusterSettings {
  /** The same ports on every node. */
  readonly layout: { readonly port: number; readonly storagePort: number };
  readonly version: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly nodes: number;
  readonly auth: boolean;
  readonly requiresClientCertificate: boolean;
  readonly certificates?: TestCertificates;
}

/** The role that Cassandra makes by itself when it asks for passwords. */
const superuser = { username: 'cassandra', password: 'cassandra' };

/** What a client needs to be let in. */
export function clientSecurity({
  auth,
  certificates,
  requiresClientCertificate,
}: ClusterSettings): Pick<FixtureClusterOptions, 'authProvider' | 'ssl'> {
  return {
    ...(auth && { authProvider: { ...superuser } }),
    ...(certificates && { ssl: { ca: certificates.ca, ...(requiresClientCertificate && certificates.client) } }),
  };
}

/** What tells one node from the others. */
export interface NodePlace {
  /** Where its files are, as the node sees it. */
  readonly folder: string;
  /** Where it keeps its data, when not there. */
  readonly dataFolder?: string;
  /** Null: the address of the machine that the node finds by itself. */
  readonly address: string | null;
  readonly datacenter: string;
  /** Its place in the ring; undefined lets the node choose many small ones. */
  readonly token?: string;
  readonly seeds: readonly string[];
  /** Whether the node fetches the data of its ranges from the others. Those that start together have none to fetch. */
  readonly isJoining: boolean;
}

export const keystoreFile = 'keystore.p12';
export const truststoreFile = 'truststore.p12';
export const rackFile = 'cassandra-rackdc.properties';

/** The whole cassandra.yaml of a node. */
export function nodeConfig(cluster: ClusterSettings, place: NodePlace): Record<string, unknown> {
  const { layout, version, config, auth, certificates, requiresClientCertificate } = cluster;
  const { folder, address, token, seeds, isJoining } = place;
  return serverConfig({
    version,
    dataFolder: place.dataFolder ?? folder,
    clusterName: 'async-cassandra-testing',
    address,
    port: layout.port,
    storagePort: layout.storagePort,
    seeds,
    overrides: {
      auto_bootstrap: isJoining,
      ...(token !== undefined && { num_tokens: 1, initial_token: token }),
      ...(auth && { authenticator: 'PasswordAuthenticator', authorizer: 'CassandraAuthorizer' }),
      ...(certificates && {
        client_encryption_options: {
          enabled: true,
          optional: false,
          keystore: join(folder, keystoreFile),
          keystore_password: certificates.storePassword,
          store_type: 'PKCS12',
          require_client_auth: requiresClientCertificate,
          truststore: join(folder, truststoreFile),
          truststore_password: certificates.storePassword,
        },
      }),
      ...config,
    },
  });
}

/** The system properties of a node that its place and its cluster decide. */
export function nodeProperties(cluster: ClusterSettings, place: NodePlace, isRestart: boolean): Record<string, string> {
  return {
    'cassandra.ring_delay_ms': String(ringDelayMs(cluster, place, isRestart)),
    // Also the pause after each try to make the default role, which fails while nodes are still coming up.
    'cassandra.superuser_setup_delay_ms': cluster.nodes === 1 ? '0' : '500',
    'cassandra.system_auth.default_rf': String(Math.min(3, cluster.nodes)),
    'cassandra-rackdc.properties': `file://${join(place.folder, rackFile)}`,
  };
}

/** The files that a node needs besides its configuration: name and content. */
export function nodeFiles({ certificates }: ClusterSettings, { datacenter }: NodePlace): Map<string, string | Buffer> {
  const files = new Map<string, string | Buffer>([[rackFile, `dc=${datacenter}\nrack=rack1\n`]]);
  if (certificates) {
    files.set(keystoreFile, certificates.keystore);
    files.set(truststoreFile, certificates.truststore);
  }
  return files;
}

/**
 * How long a node waits for news of the ring: one that joins before it takes its place, one that starts until the others
 * answer. It also is how long a node that has not told its place yet may be silent before the others forget it, and with it
 * what it owns: on a busy machine that takes some seconds. After a restart everybody knows the place already.
 */
function ringDelayMs({ nodes }: ClusterSettings, { isJoining }: NodePlace, isRestart: boolean): number {
  if (nodes === 1 && !isJoining) return 1_000;
  if (isRestart) return 2_000;
  return isJoining ? 5_000 : 10_000;
}
