import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { useKeyspace } from '@async-cassandra/testing/jest';
import { countRows } from './listen-to-requests';
import { connect, serveMetrics } from './metrics-endpoint';
import { watchNodes } from './watch-nodes';

const keyspace = useKeyspace();

describe('the programs in docs/observability', () => {
  afterEach(() => jest.restoreAllMocks());

  it('serve metrics, watch nodes and listen to requests', async () => {
    let onLine: (line: string) => void = () => {};
    const printed = new Promise<string>((resolve) => (onLine = resolve));
    jest.spyOn(console, 'log').mockImplementation((line: string) => onLine(line));
    await using cluster = connect(keyspace.clusterOptions());
    const session = await cluster.connect(keyspace.name);
    const server = serveMetrics(0);
    await once(server, 'listening');
    const counted = countRows();
    const monitor = watchNodes(session);
    expect(await printed).toBe('1 nodes are up, 0 are down');
    await monitor.stopMonitoring();
    const before = counted.rows;
    await session.execute('SELECT key FROM system.local');
    expect(counted.rows).toBe(before + 1);
    const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`);
    expect(response.headers.get('content-type')).toContain('text/plain');
    expect(await response.text()).toMatch(/^cassandra_queries_total\{.*operation="SELECT",success="success"\} \d+$/m);
    server.close();
    server.closeAllConnections();
  });
});
