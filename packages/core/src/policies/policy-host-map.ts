import { EventEmitter } from 'node:events';
import type { HostMap } from '../driver/policies';
import { guardEmit } from '../waiting/guard-callback';
import type { PolicyHost } from './policy-host';

/** The nodes as cassandra-driver's policies see them: that driver's public `HostMap`. Emits `add` and `remove` with the host. */
export class PolicyHostMap extends EventEmitter implements HostMap {
  readonly #hosts = new Map<string, PolicyHost>();
  #values: PolicyHost[] | undefined;

  get length(): number {
    return this.#hosts.size;
  }

  forEach(callback: (host: PolicyHost, address: string) => void): void {
    for (const host of this.values()) callback(host, host.address);
  }

  get(address: string): PolicyHost {
    // The driver's declaration does not allow undefined.
    return this.#hosts.get(address)!;
  }

  keys(): string[] {
    return [...this.#hosts.keys()];
  }

  /** Returns the same array until a host is added or removed: policies call it for every plan. Frozen, as in the driver. */
  values(): PolicyHost[] {
    return (this.#values ??= Object.freeze([...this.#hosts.values()]) as PolicyHost[]);
  }

  /** @internal */
  add(host: PolicyHost): void {
    const previous = this.#hosts.get(host.address);
    if (previous === host) return;
    this.#hosts.set(host.address, host);
    this.#values = undefined;
    if (previous !== undefined) guardEmit(this, 'remove', previous);
    guardEmit(this, 'add', host);
  }

  /** @internal */
  remove(host: PolicyHost): void {
    // Removing a replaced node must not remove the new node at the same address.
    if (this.#hosts.get(host.address) !== host) return;
    this.#hosts.delete(host.address);
    this.#values = undefined;
    guardEmit(this, 'remove', host);
  }
}
