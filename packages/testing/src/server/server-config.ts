import { join } from 'node:path';

export interface ServerConfigOptions {
  /** The version of Cassandra: 3.11 and 4.0 have other names for some settings. */
  readonly version: string;
  /** The folder of the node's data. */
  readonly dataFolder: string;
  readonly clusterName: string;
  /** Null: the node uses the address of its machine. */
  readonly address: string | null;
  readonly port: number;
  readonly storagePort: number;
  readonly seeds: readonly string[];
  readonly overrides: Readonly<Record<string, unknown>>;
}

/** Returns the cassandra.yaml of a node. Written as JSON, a subset of YAML. */
export function serverConfig(options: ServerConfigOptions): Record<string, unknown> {
  const { version, dataFolder, clusterName, address, port, storagePort, seeds, overrides } = options;
  const is3 = version.startsWith('3.');
  return {
    cluster_name: clusterName,
    num_tokens: 16,
    partitioner: 'org.apache.cassandra.dht.Murmur3Partitioner',
    endpoint_snitch: 'GossipingPropertyFileSnitch',
    listen_address: address,
    rpc_address: address,
    native_transport_port: port,
    storage_port: storagePort,
    seed_provider: [
      {
        class_name: 'org.apache.cassandra.locator.SimpleSeedProvider',
        parameters: [{ seeds: seeds.map((seed) => (is3 ? seed : `${seed}:${storagePort}`)).join(',') }],
      },
    ],
    data_file_directories: [join(dataFolder, 'data')],
    commitlog_directory: join(dataFolder, 'commitlog'),
    saved_caches_directory: join(dataFolder, 'saved_caches'),
    hints_directory: join(dataFolder, 'hints'),
    cdc_raw_directory: join(dataFolder, 'cdc_raw'),
    commitlog_sync: 'periodic',
    // Without this, DROP and TRUNCATE first copy the data that they remove.
    auto_snapshot: false,
    ...(is3 ? settingsOf3 : version.startsWith('4.0') ? settingsOf40 : settingsSince41),
    ...overrides,
  };
}

const settingsSince41 = {
  commitlog_sync_period: '10000ms',
  commitlog_segment_size: '8MiB',
  materialized_views_enabled: true,
  user_defined_functions_enabled: true,
  sasi_indexes_enabled: true,
};

const settingsOf40 = {
  commitlog_sync_period_in_ms: 10_000,
  commitlog_segment_size_in_mb: 8,
  enable_materialized_views: true,
  enable_user_defined_functions: true,
  enable_sasi_indexes: true,
};

const settingsOf3 = {
  ...settingsOf40,
  start_native_transport: true,
  start_rpc: false,
};

/** Logs to standard output, which the fixture writes to one file for each node. */
export const logbackConfig = `<configuration>
  <appender name="STDOUT" class="ch.qos.logback.core.ConsoleAppender">
    <encoder><pattern>%-5level [%thread] %date{ISO8601} %F:%L - %msg%n</pattern></encoder>
  </appender>
  <root level="INFO"><appender-ref ref="STDOUT"/></root>
</configuration>
`;

/** Logs nothing, so that the output of a tool is only its result. */
export const silentLogbackConfig = '<configuration><root level="OFF"/></configuration>\n';
