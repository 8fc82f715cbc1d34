import { join } from 'node:path';
import type { FixtureClusterOptions } from '../fixture';
import type { TestCertificates } from '../tls/certificates';
import { serverConfig } from './server-config';

/** The settings that all nodes of a cluster share. */
export interface ClusterSettings {
  /** The ports, the same on every node. */
  readonly layout: { readonly port: number; readonly storagePort: number };
  readonly version: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly nodes: number;
  readonly auth: boolean;
  readonly requiresClientCertificate: boolean;
  readonly certificates?: TestCertificates;
}

/** The default role of Cassandra when it requires passwords. */
const superuser = { username: 'cassandra', password: 'cassandra' };

/** Returns the credentials and certificates that a client needs. */
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

/** The settings in which the nodes differ. */
export interface NodePlace {
  /** The folder of the node's files, as the node sees it. */
  readonly folder: string;
  /** The folder of the node's data, if different. */
  readonly dataFolder?: string;
  /** Null: the node uses the address of its machine. */
  readonly address: string | null;
  readonly datacenter: string;
  readonly rack: string;
  /** The token of the node; undefined lets the node choose many tokens. */
  readonly token?: string;
  readonly seeds: readonly string[];
  /** Whether the node streams the data of its ranges from the others. Nodes that start together have no data to stream. */
  readonly isJoining: boolean;
}

export const keystoreFile = 'keystore.p12';
export const truststoreFile = 'truststore.p12';
export const rackFile = 'cassandra-rackdc.properties';

/** Returns the complete cassandra.yaml of a node. */
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

/** Returns the option of the JVM that sets a system property. */
export function asProperty([name, value]: [string, string]): string {
  return `-D${name}=${value}`;
}

/** Returns the system properties that depend on a node's place and cluster. */
export function nodeProperties(cluster: ClusterSettings, place: NodePlace, isRestart: boolean): Record<string, string> {
  return {
    'cassandra.ring_delay_ms': String(ringDelayMs(cluster, place, isRestart)),
    // Also the pause between attempts to create the default role, which fail while other nodes are starting.
    'cassandra.superuser_setup_delay_ms': cluster.nodes === 1 ? '0' : '500',
    'cassandra.system_auth.default_rf': String(Math.min(3, cluster.nodes)),
    'cassandra-rackdc.properties': `file://${join(place.folder, rackFile)}`,
  };
}

/** Returns the files that a node needs besides its configuration: name and content. */
export function nodeFiles(
  { certificates }: ClusterSettings,
  { datacenter, rack }: NodePlace,
): Map<string, string | Buffer> {
  const files = new Map<string, string | Buffer>([[rackFile, `dc=${datacenter}\nrack=${rack}\n`]]);
  if (certificates) {
    files.set(keystoreFile, certificates.keystore);
    files.set(truststoreFile, certificates.truststore);
  }
  return files;
}

/**
 * Returns how long a node waits for the state of the ring: a joining node before it takes its tokens, a starting node until the others
 * answer. It is also how long a node without announced tokens may be silent before the others forget it and its data: on a busy machine
 * that takes some seconds. After a restart all nodes know the tokens already.
 */
function ringDelayMs({ nodes }: ClusterSettings, { isJoining }: NodePlace, isRestart: boolean): number {
  if (nodes === 1 && !isJoining) return 1_000;
  if (isRestart) return 2_000;
  return isJoining ? 5_000 : 10_000;
}
