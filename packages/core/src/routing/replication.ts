// The replication of a keyspace: the `replication` map of system_schema.keyspaces, for the strategies whose replicas can be computed.

/** `3`, or `3/1` under transient replication: three replicas, of which one holds data only until repair. */
export interface ReplicationFactor {
  readonly all: number;
  readonly transient: number;
}

export type ReplicationStrategy =
  | { readonly kind: 'simple'; readonly factor: ReplicationFactor }
  | { readonly kind: 'networkTopology'; readonly factors: ReadonlyMap<string, ReplicationFactor> };

/** Parses the map. Undefined for a strategy whose replicas only the server knows: its keyspaces are not routed by token. */
export function parseReplication(
  strategyClass: string,
  options: Readonly<Record<string, string>>,
): ReplicationStrategy | undefined {
  switch (strategyClass.slice(strategyClass.lastIndexOf('.') + 1)) {
    case 'SimpleStrategy': {
      const factor = parseFactor(options['replication_factor'] ?? '');
      return factor === undefined ? undefined : { kind: 'simple', factor };
    }
    case 'NetworkTopologyStrategy': {
      const factors = new Map<string, ReplicationFactor>();
      for (const [datacenter, text] of Object.entries(options)) {
        const factor = parseFactor(text);
        if (factor === undefined) return undefined;
        factors.set(datacenter, factor);
      }
      return { kind: 'networkTopology', factors };
    }
    default:
      return undefined;
  }
}

function parseFactor(text: string): ReplicationFactor | undefined {
  const match = /^(\d+)(?:\/(\d+))?$/.exec(text.trim());
  return match === null ? undefined : { all: Number(match[1]), transient: Number(match[2] ?? 0) };
}
