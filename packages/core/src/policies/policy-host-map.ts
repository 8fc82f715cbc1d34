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
    // The driver's declaration leaves out that there may be none.
    return this.#hosts.get(address)!;
  }

  keys(): string[] {
    return [...this.#hosts.keys()];
  }

  /** The same array until a host comes or goes: policies ask for it with every plan. Frozen, as the driver's. */
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
    // A node that was replaced at its address must not take the new one with it.
    if (this.#hosts.get(host.address) !== host) return;
    this.#hosts.delete(host.address);
    this.#values = undefined;
    guardEmit(this, 'remove', host);
  }
}
