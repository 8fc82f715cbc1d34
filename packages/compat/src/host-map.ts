// `client.hosts`: the nodes of the cluster, updated by the engine's events.
import { EventEmitter } from 'node:events';
import type { Node } from '@async-cassandra/core';
import type { HostMap as DriverHostMap } from 'cassandra-driver';
import { Host } from './host';

/** The hosts by address (`ip:port`). Emits `add` and `remove` with the host. Empty before the client is connected. */
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
    // cassandra-driver's declaration omits undefined.
    return this.#hosts.get(address)!;
  }

  keys(): string[] {
    return [...this.#hosts.keys()];
  }

  values(): Host[] {
    return [...this.#hosts.values()];
  }

  /** Returns a part of the hosts, like `slice` of an array. */
  slice(start?: number, end?: number): Host[] {
    return this.values().slice(start, end);
  }

  /** Returns the host of a node: always the same object, also when the node has left. */
  of(node: Node): Host {
    let host = this.#byNode.get(node);
    if (host === undefined) this.#byNode.set(node, (host = new Host(node)));
    return host;
  }

  /** Adds the host of a node. Returns undefined if the node is already known. */
  add(node: Node): Host | undefined {
    const host = this.of(node);
    if (this.#hosts.get(host.address) === host) return undefined;
    this.#hosts.set(host.address, host);
    this.emit('add', host);
    return host;
  }

  /** Removes the host of a node. Returns undefined if the node is not known, or another one has its address now. */
  remove(node: Node): Host | undefined {
    const host = this.of(node);
    if (this.#hosts.get(host.address) !== host) return undefined;
    this.#hosts.delete(host.address);
    this.emit('remove', host);
    return host;
  }
}
