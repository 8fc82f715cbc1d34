import {
  asProperty,
  nodeConfig,
  nodeFiles,
  nodeProperties,
  type ClusterSettings,
  type NodePlace,
} from '../server/node-settings';
import { quickStartOptions, quickStartProperties } from '../server/quick-start';

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
    ...quickStartProperties,
    ...nodeProperties(cluster, place, false),
    'cassandra.config': `file://${configFolder}/cassandra.yaml`,
  };
  const files = new Map<string, string | Buffer>([
    ['cassandra.yaml', JSON.stringify(nodeConfig(cluster, place))],
    ...nodeFiles(cluster, place),
  ]);
  return {
    environment: {
      MAX_HEAP_SIZE: `${heapMb}M`,
      HEAP_NEWSIZE: `${Math.ceil(heapMb / 4)}M`,
      JVM_EXTRA_OPTS: [...quickStartOptions, ...Object.entries(properties).map(asProperty), ...jvmOptions].join(' '),
    },
    contents: [...files].map(([name, content]) => ({ content, target: `${configFolder}/${name}` })),
  };
}
