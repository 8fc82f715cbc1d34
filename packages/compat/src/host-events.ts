import type { EventEmitter } from 'node:events';
import type { AsyncCluster } from '@async-cassandra/core';
import type { HostMap } from './host-map';

interface HostEventTarget extends EventEmitter {
  readonly connected: boolean;
  log(level: 'info' | 'warning', message: string, furtherInfo?: unknown): void;
}

/** Updates the hosts from the cluster's events, and emits cassandra-driver's events. The nodes of the first connect cause none. */
export function announceHosts(cluster: AsyncCluster, hosts: HostMap, client: HostEventTarget): void {
  cluster.on('nodeAdded', (node) => {
    if (!client.connected) return;
    const host = hosts.add(node);
    if (host === undefined) return;
    client.log('info', `Host ${host.address} was added`);
    client.emit('hostAdd', host);
  });
  cluster.on('nodeRemoved', (node) => {
    const host = hosts.remove(node);
    if (host === undefined) return;
    client.log('info', `Host ${host.address} was removed`);
    client.emit('hostRemove', host);
    host.removeAllListeners();
  });
  cluster.on('nodeUp', (node) => {
    const host = hosts.of(node);
    if (!host.markUp()) return;
    client.log('info', `Host ${host.address} is UP`);
    client.emit('hostUp', host);
  });
  cluster.on('nodeDown', (node, error) => {
    const host = hosts.of(node);
    if (!host.markDown()) return;
    client.log('warning', `Host ${host.address} is DOWN`, error);
    client.emit('hostDown', host);
  });
  cluster.on('warning', (message, error) => client.log('warning', message, error));
}
