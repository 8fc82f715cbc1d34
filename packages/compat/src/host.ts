// A node as cassandra-driver represents it: in `client.hosts`, `metadata.getReplicas` and the payload of host events.
import { EventEmitter } from 'node:events';
import type { Node } from '@async-cassandra/core';
import { types, type Host as DriverHost } from 'cassandra-driver';
import { addressOf } from './host-address';

/** Emits `up` and `down`. */
export class Host extends EventEmitter implements DriverHost {
  /** The node of the engine. */
  readonly node: Node;
  /** `ip:port`. */
  readonly address: string;
  readonly hostId: types.Uuid;
  #isDown = false;

  constructor(node: Node) {
    super();
    this.node = node;
    this.address = addressOf(node.endpoint);
    this.hostId = types.Uuid.fromString(node.hostId);
  }

  get datacenter(): string {
    return this.node.datacenter;
  }

  get rack(): string {
    return this.node.rack;
  }

  get cassandraVersion(): string {
    return this.node.releaseVersion;
  }

  get tokens(): string[] {
    return [...this.node.tokens];
  }

  getCassandraVersion(): number[] {
    return this.cassandraVersion.split('-', 1)[0]!.split('.').map(Number);
  }

  /** As in cassandra-driver, a node without connections counts as up until it is reported as down. */
  isUp(): boolean {
    return this.node.isUp || (this.node.isIgnored && !this.#isDown);
  }

  /** Returns the fields without the engine's node. */
  toJSON(): object {
    const { address, cassandraVersion, datacenter, rack, tokens, hostId } = this;
    return { address, cassandraVersion, datacenter, rack, tokens, hostId };
  }

  canBeConsideredAsUp(): boolean {
    return this.isUp();
  }

  /** Returns whether the status changed: not by the first connection to a node. */
  markUp(): boolean {
    if (!this.#isDown) return false;
    this.#isDown = false;
    this.emit('up');
    return true;
  }

  /** Returns whether the status changed. */
  markDown(): boolean {
    if (this.#isDown) return false;
    this.#isDown = true;
    this.emit('down');
    return true;
  }
}
