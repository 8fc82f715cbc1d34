// A node as cassandra-driver's policies see it: the driver's public `Host`, with the undeclared methods that its policies call.
import { EventEmitter } from 'node:events';
import type { Node } from '../connection/pool/node';
import type { Host } from '../driver/policies';
import { Uuid } from '../driver/values';
import { guardEmit } from '../waiting/guard-callback';
import { nowMs } from '../waiting/timers';

/** The window in which the driver counts a host's answers. */
const responseWindowMs = 200;

const hosts = new WeakMap<Node, PolicyHost>();

/** Returns the same object for the same node each time: policies compare hosts by identity. */
export function hostOf(node: Node): PolicyHost {
  let host = hosts.get(node);
  if (host === undefined) hosts.set(node, (host = new PolicyHost(node)));
  return host;
}

/** Emits `up` and `down`. */
export class PolicyHost extends EventEmitter implements Host {
  readonly #node: Node;
  /** `ip:port`, also for IPv6, whose address is not bracketed here: users' allow lists are written like that. */
  readonly address: string;
  readonly hostId: Uuid;
  readonly dseVersion = null;
  readonly workloads: readonly string[] = [];
  /** The time at which the host last came back, in milliseconds since 1970; null when it was never down. */
  isUpSince: number | null = null;
  #isDown = false;
  #windowStart = { at: 0, count: 0 };
  #windowMiddle = { at: 0, count: 0 };

  constructor(node: Node) {
    super();
    this.#node = node;
    this.address = `${node.address}:${node.port}`;
    this.hostId = Uuid.fromString(node.hostId);
  }

  /** @internal */
  get node(): Node {
    return this.#node;
  }

  get datacenter(): string {
    return this.#node.datacenter;
  }

  get rack(): string {
    return this.#node.rack;
  }

  get cassandraVersion(): string {
    return this.#node.releaseVersion;
  }

  get tokens(): string[] {
    return [...this.#node.tokens];
  }

  isUp(): boolean {
    return this.#node.isUp;
  }

  canBeConsideredAsUp(): boolean {
    return this.#node.isUp;
  }

  getCassandraVersion(): number[] {
    return this.cassandraVersion.split('-', 1)[0]!.split('.').map(Number);
  }

  getDseVersion(): number[] {
    return [];
  }

  getInFlight(): number {
    return this.#node.inFlight;
  }

  /**
   * Returns the number of answers in the last 200 to 400 ms. The window moves on each call, so after a pause it is as long as the
   * pause.
   */
  getResponseCount(): number {
    const count = this.#node.responseCount;
    const at = nowMs();
    if (at - this.#windowMiddle.at >= responseWindowMs) {
      this.#windowStart = this.#windowMiddle;
      this.#windowMiddle = { at, count };
    }
    return count - this.#windowStart.count;
  }

  /** @internal Returns whether the status changed. As in the driver, a new host counts as up, so its first connection changes nothing. */
  markUp(): boolean {
    if (!this.#isDown) return false;
    this.#isDown = false;
    this.isUpSince = Date.now();
    guardEmit(this, 'up');
    return true;
  }

  /** @internal Returns whether the status changed. */
  markDown(): boolean {
    if (this.#isDown) return false;
    this.#isDown = true;
    guardEmit(this, 'down');
    return true;
  }
}
