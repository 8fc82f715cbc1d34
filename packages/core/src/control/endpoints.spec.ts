import type { Endpoint } from '../connection/endpoint';
import { resolveEndpoints } from './endpoints';
import type { ReportedNode, Topology } from './topology';

const connectedTo: Endpoint = { address: '127.0.0.1', port: 32768, hostName: 'localhost' };

function node(hostId: string, address: string): ReportedNode {
  const reported = { address, port: 9042 };
  return { hostId, reported, datacenter: '', rack: '', releaseVersion: '', schemaVersion: '', tokens: [] };
}

function topologyOf(...[local, ...peers]: [ReportedNode, ...ReportedNode[]]): Topology {
  return { clusterName: '', partitioner: '', local, peers };
}

async function workOut(
  topology: Topology,
  translate: (reported: Endpoint) => Promise<Endpoint> = (reported) => Promise.resolve(reported),
  known: Record<string, Endpoint> = {},
): Promise<{ endpoints: Record<string, Endpoint>; warnings: string[] }> {
  const warnings: string[] = [];
  const endpoints = await resolveEndpoints(topology, {
    connectedTo,
    knownEndpoint: ({ hostId }) => known[hostId],
    translate,
    onWarning: (message) => warnings.push(message),
  });
  return { endpoints: Object.fromEntries(endpoints), warnings };
}

describe('resolveEndpoints', () => {
  it('reaches the local node where the connection goes, and peers where the translator says', async () => {
    const translated = { address: '10.0.0.9', port: 1 };
    const { endpoints } = await workOut(topologyOf(node('a', '172.17.0.2'), node('b', '172.17.0.3')), () =>
      Promise.resolve(translated),
    );
    expect(endpoints).toEqual({ a: connectedTo, b: translated });
  });

  it('reaches a known node where it was reached before', async () => {
    const known = { a: { address: '10.0.0.1', port: 1 }, b: { address: '10.0.0.2', port: 2 } };
    const translate = jest.fn();
    const { endpoints } = await workOut(topologyOf(node('a', '172.17.0.2'), node('b', '172.17.0.3')), translate, known);
    expect(endpoints).toEqual(known);
    expect(translate).not.toHaveBeenCalled();
  });

  it('leaves out a node whose address cannot be translated, and warns', async () => {
    const { endpoints, warnings } = await workOut(topologyOf(node('a', '172.17.0.2'), node('b', '172.17.0.3')), () =>
      Promise.reject(new Error('no such host')),
    );
    expect(endpoints).toEqual({ a: connectedTo });
    expect(warnings).toEqual([expect.stringContaining('172.17.0.3:9042')]);
  });

  it('leaves out the second of two nodes with one address, and warns', async () => {
    const { endpoints, warnings } = await workOut(
      topologyOf(node('a', '10.0.0.1'), node('b', '10.0.0.2'), node('c', '10.0.0.2')),
    );
    expect(Object.keys(endpoints)).toEqual(['a', 'b']);
    expect(warnings).toEqual([expect.stringMatching(/b and c .*10\.0\.0\.2:9042/)]);
  });
});
