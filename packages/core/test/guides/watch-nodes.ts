import { ConnectionMonitor, type AsyncCassandraSession } from '@async-cassandra/core';

export function watchNodes(session: AsyncCassandraSession): ConnectionMonitor {
  const monitor = new ConnectionMonitor(session);
  monitor.addCallback(({ hosts, healthyHosts, unhealthyHosts }) => {
    console.log(`${healthyHosts} nodes are up, ${unhealthyHosts} are down`);
    for (const { address, status, lastError } of hosts) {
      if (status === 'down') console.log(`${address} is down: ${lastError}`);
    }
  });
  monitor.startMonitoring(30_000);
  return monitor;
}
