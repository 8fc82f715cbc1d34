import type { Endpoint } from '../connection/endpoint';
import type { Node } from '../connection/pool/node';
import type { NodePool } from '../connection/pool/node-pool';
import { NodeRegistry } from './node-registry';
import type { ReportedNode, Topology } from './topology';

function reported(hostId: string, address: string, more: Partial<ReportedNode> = {}): ReportedNode {
  return {
    hostId,
    reported: { address, port: 9042 },
    datacenter: 'dc1',
    rack: 'r1',
    releaseVersion: '5.0.8',
    schemaVersion: 'v1',
    tokens: ['1'],
    ...more,
  };
}

function topology(...nodes: ReportedNode[]): Topology {
  const [local, ...peers] = nodes as [ReportedNode, ...ReportedNode[]];
  return { clusterName: 'c', partitioner: 'p', local, peers };
}

function endpointsOf({ local, peers }: Topology): Map<string, Endpoint> {
  return new Map([local, ...peers].map((node) => [node.hostId, node.reported]));
}

function apply(registry: NodeRegistry, ...nodes: ReportedNode[]): ReturnType<NodeRegistry['apply']> {
  const topologyOfNodes = topology(...nodes);
  return registry.apply(topologyOfNodes, endpointsOf(topologyOfNodes));
}

/** Makes a node look connected, or as if the last attempt to connect to it had failed. */
function attach(node: Node, openConnections: number, lastError?: Error): void {
  node.attach({ openConnections, connectionsInKeyspaces: 0, inFlight: 0, lastError } as unknown as NodePool);
}

const hostIds = (nodes: readonly Node[]): string[] => nodes.map(({ hostId }) => hostId);

describe('NodeRegistry', () => {
  it('adds what is new and keeps the object of a node that it knows', () => {
    const registry = new NodeRegistry();
    const first = apply(registry, reported('a', '10.0.0.1'));
    expect(hostIds(first.added)).toEqual(['a']);
    const second = apply(registry, reported('b', '10.0.0.2'), reported('a', '10.0.0.1', { releaseVersion: '5.1' }));
    expect(hostIds(second.added)).toEqual(['b']);
    expect(second.removed).toEqual([]);
    expect(registry.get('a')).toBe(first.added[0]);
    expect(registry.get('a')!.releaseVersion).toBe('5.1');
  });

  it('says whether who owns which token may have changed', () => {
    const registry = new NodeRegistry();
    expect(apply(registry, reported('a', '10.0.0.1')).ringChanged).toBe(true);
    expect(apply(registry, reported('a', '10.0.0.1', { schemaVersion: 'v2' })).ringChanged).toBe(false);
    expect(apply(registry, reported('a', '10.0.0.1', { tokens: ['2'] })).ringChanged).toBe(true);
    expect(apply(registry, reported('a', '10.0.0.1', { tokens: ['2'], rack: 'r2' })).ringChanged).toBe(true);
  });

  it('replaces the object of a node that has another address now', () => {
    const registry = new NodeRegistry();
    apply(registry, reported('a', '10.0.0.1'), reported('b', '10.0.0.2'));
    const old = registry.get('b')!;
    const { added, removed, ringChanged } = apply(registry, reported('a', '10.0.0.1'), reported('b', '10.0.0.3'));
    expect(removed).toEqual([old]);
    expect(added.map(({ endpoint }) => endpoint)).toEqual(['10.0.0.3:9042']);
    expect(ringChanged).toBe(true);
    expect(hostIds(registry.nodes)).toEqual(['a', 'b']);
  });

  it('replaces the object of a node that is in another datacenter now, and keeps it in another rack', () => {
    const registry = new NodeRegistry();
    apply(registry, reported('a', '10.0.0.1'), reported('b', '10.0.0.2'));
    const [a, b] = registry.nodes;
    const moved = { datacenter: 'dc2' };
    const changes = apply(registry, reported('a', '10.0.0.1', { rack: 'r2' }), reported('b', '10.0.0.2', moved));
    expect(changes.removed).toEqual([b]);
    expect(changes.added.map(({ endpoint, datacenter }) => [endpoint, datacenter])).toEqual([['10.0.0.2:9042', 'dc2']]);
    expect(changes.ringChanged).toBe(true);
    expect(registry.nodes).toEqual([a, changes.added[0]]);
  });

  it('replaces a node whose address has another host id now', () => {
    const registry = new NodeRegistry();
    apply(registry, reported('a', '10.0.0.1'), reported('b', '10.0.0.2'));
    const { added, removed } = apply(registry, reported('a', '10.0.0.1'), reported('c', '10.0.0.2'));
    expect([hostIds(added), hostIds(removed)]).toEqual([['c'], ['b']]);
  });

  it('removes a node that the list lacks at once when there is no connection to it', () => {
    const registry = new NodeRegistry();
    apply(registry, reported('a', '10.0.0.1'), reported('b', '10.0.0.2'));
    const { removed, unconfirmed, ringChanged } = apply(registry, reported('a', '10.0.0.1'));
    expect([hostIds(removed), unconfirmed, ringChanged]).toEqual([['b'], [], true]);
  });

  it('removes a node that we are connected to only when a second list lacks it as well', () => {
    const registry = new NodeRegistry();
    apply(registry, reported('a', '10.0.0.1'), reported('b', '10.0.0.2'));
    const connected = registry.get('b')!;
    attach(connected, 1);
    const first = apply(registry, reported('a', '10.0.0.1'));
    expect([first.removed, first.unconfirmed]).toEqual([[], [connected]]);
    expect(registry.get('b')).toBe(connected);
    const second = apply(registry, reported('a', '10.0.0.1'));
    expect([second.removed, second.unconfirmed]).toEqual([[connected], []]);
    expect(registry.get('b')).toBeUndefined();
  });

  it('forgets that a node was missing once it is listed again', () => {
    const registry = new NodeRegistry();
    apply(registry, reported('a', '10.0.0.1'), reported('b', '10.0.0.2'));
    attach(registry.get('b')!, 1);
    apply(registry, reported('a', '10.0.0.1'));
    apply(registry, reported('a', '10.0.0.1'), reported('b', '10.0.0.2'));
    expect(apply(registry, reported('a', '10.0.0.1')).unconfirmed).toEqual([registry.get('b')]);
  });

  it('leaves out a node without an endpoint, and the second of two rows with one host id', () => {
    const registry = new NodeRegistry();
    const stale = reported('a', '10.0.0.9', { rack: 'stale' });
    const nodes = topology(reported('a', '10.0.0.1'), stale, reported('b', '10.0.0.2'));
    registry.apply(nodes, new Map([['a', { address: '10.0.0.1', port: 9042 }]]));
    expect(registry.nodes.map(({ endpoint, rack }) => [endpoint, rack])).toEqual([['10.0.0.1:9042', 'r1']]);
  });

  it('knows the endpoint of a node while the node reports the same address', () => {
    const registry = new NodeRegistry();
    const contactPoint = { address: '127.0.0.1', port: 32768, hostName: 'localhost' };
    registry.apply(topology(reported('a', '172.17.0.2')), new Map([['a', contactPoint]]));
    expect(registry.knownEndpoint(reported('a', '172.17.0.2'))).toBe(contactPoint);
    expect(registry.knownEndpoint(reported('a', '172.17.0.3'))).toBeUndefined();
    expect(registry.findReported({ address: '172.17.0.2', port: 9042 })).toBe(registry.get('a'));
    expect(registry.findReported(contactPoint)).toBeUndefined();
  });

  describe('isReachable', () => {
    const address = { address: '10.0.0.1', port: 9042 };

    function registryWith(openConnections?: number, lastError?: Error): NodeRegistry {
      const registry = new NodeRegistry();
      apply(registry, reported('a', '10.0.0.1'));
      if (openConnections !== undefined) attach(registry.get('a')!, openConnections, lastError);
      return registry;
    }

    it('is true for a node that nobody has tried, and false for one that is not known', () => {
      expect(registryWith().isReachable('a')).toBe(true);
      expect(registryWith().isReachable('b')).toBe(false);
    });

    it('is true while we are connected, whatever others say', () => {
      const registry = registryWith(1);
      registry.setReportedDown(address, true);
      expect(registry.isReachable('a')).toBe(true);
    });

    it('is false when the last attempt to connect failed', () => {
      expect(registryWith(0, new Error('refused')).isReachable('a')).toBe(false);
    });

    it('follows what others say of a node that we do not connect to', () => {
      const registry = registryWith();
      registry.setReportedDown(address, true);
      expect(registry.isReachable('a')).toBe(false);
      registry.setReportedDown(address, false);
      expect(registry.isReachable('a')).toBe(true);
    });
  });
});
