// `client.hosts`: the nodes of the cluster, kept up with the engine's events.
import { EventEmitter } from 'node:events';
import type { Node } from '@async-cassandra/core';
import type { HostMap as DriverHostMap } from 'cassandra-driver';
import { Host } from './host';

/** By address (`ip:port`). Emits `add` and `remove` with the host. Empty before the client is connected. */
export class HostMap extends EventEmitter implements DriverHostMap {
  readonly #hosts = new Map<string, Host>();
  readonly #byNode = new WeakMap<Node, Host>();

  get length(): number {
    return this.#hosts.size;
  }

  forEach(callback: (host: Host, address: string) => void): void {
    for (const host of this.values()) callback(host, host.address);
  }

  get(address: string): Host {
    // The declaration of cassandra-driver leaves out that there may be none.
    return this.#hosts.get(address)!;
  }

  keys(): string[] {
    return [...this.#hosts.keys()];
  }

  values(): Host[] {
    return [...this.#hosts.values()];
  }

  /** As of an array of the hosts. */
  slice(start?: number, end?: number): Host[] {
    return this.values().slice(start, end);
  }

  /** Always the same host for the same node, also when it has left. */
  of(node: Node): Host {
    let host = this.#byNode.get(node);
    if (host === undefined) this.#byNode.set(node, (host = new Host(node)));
    return host;
  }

  /** Undefined where the node is known already. */
  add(node: Node): Host | undefined {
    const host = this.of(node);
    if (this.#hosts.get(host.address) === host) return undefined;
    this.#hosts.set(host.address, host);
    this.emit('add', host);
    return host;
  }

  /** Undefined where the node is not known, or another one is at its address now. */
  remove(node: Node): Host | undefined {
    const host = this.of(node);
    if (this.#hosts.get(host.address) !== host) return undefined;
    this.#hosts.delete(host.address);
    this.emit('remove', host);
    return host;
  }
}
