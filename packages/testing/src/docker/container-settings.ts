import { nodeConfig, nodeFiles, nodeProperties, type ClusterSettings, type NodePlace } from '../server/node-settings';

export const cqlPort = 9042;
export const storagePort = 7000;

const configFolder = '/etc/async-cassandra';
const dataFolder = '/var/lib/cassandra';

export interface ContainerSettings {
  readonly environment: Record<string, string>;
  readonly contents: { readonly content: string | Buffer; readonly target: string }[];
}

export type ContainerPlace = Pick<NodePlace, 'datacenter' | 'rack' | 'token' | 'seeds' | 'isJoining'>;

/** Returns the settings that turn a Cassandra image into a node of a fixture: a complete cassandra.yaml, and the properties that name it. */
export function containerSettings(
  cluster: ClusterSettings,
  container: ContainerPlace,
  heapMb: number,
  jvmOptions: readonly string[],
): ContainerSettings {
  const place: NodePlace = { ...container, folder: configFolder, dataFolder, address: null };
  const properties = {
    ...nodeProperties(cluster, place, false),
    'cassandra.config': `file://${configFolder}/cassandra.yaml`,
    'cassandra.skip_wait_for_gossip_to_settle': '0',
  };
  const files = new Map<string, string | Buffer>([
    ['cassandra.yaml', JSON.stringify(nodeConfig(cluster, place))],
    ...nodeFiles(cluster, place),
  ]);
  return {
    environment: {
      MAX_HEAP_SIZE: `${heapMb}M`,
      HEAP_NEWSIZE: `${Math.ceil(heapMb / 4)}M`,
      JVM_EXTRA_OPTS: [...Object.entries(properties).map(([name, value]) => `-D${name}=${value}`), ...jvmOptions].join(
        ' ',
      ),
    },
    contents: [...files].map(([name, content]) => ({ content, target: `${configFolder}/${name}` })),
  };
}
