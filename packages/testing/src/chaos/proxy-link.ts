import { createServer, type Server, type Socket } from 'node:net';

import {
  clearConditions,
  type Direction,
  type DirectionConditions,
  directionsOf,
  type LinkEnding,
} from './link-conditions';
import { refuseUnknown } from '../known-options';
import { ProxiedConnection } from './proxied-connection';
import type { ProxyTarget } from './proxy-target';

/** The counters of a link. */
export interface LinkStats {
  /** The number of all connections so far. */
  readonly connections: number;
  /** The number of connections that are open now. */
  readonly openConnections: number;
  /** The bytes forwarded to the server so far. */
  readonly bytesToServer: number;
  /** The bytes forwarded to the client so far. */
  readonly bytesToClient: number;
}

/** The options of `latency`. */
export interface LatencyOptions {
  /** The most additional milliseconds, at random. Default: 0. */
  readonly jitterMs?: number;
  /** The direction. Default: both. */
  readonly direction?: Direction | 'both';
}

/** The options of `dropAfter`. */
export interface DropOptions {
  /** How the connections end. Default: `reset`. */
  readonly how?: LinkEnding;
  /** The direction whose bytes count. Default: `toClient`. */
  readonly direction?: Direction;
}

/** The options that the links of a proxy share. */
export interface LinkOptions {
  readonly listenHost: string;
  readonly maxConnections: number;
  readonly random: () => number;
  readonly onChange: () => void;
}

/** The link to one node: a port in front of the node, and the conditions of its bytes. */
export class ProxyLink {
  readonly #options: LinkOptions;
  readonly #conditions: Readonly<Record<Direction, DirectionConditions>> = {
    toServer: clearConditions(),
    toClient: clearConditions(),
  };
  readonly #connections = new Set<ProxiedConnection>();
  readonly #bytes: Record<Direction, number> = { toServer: 0, toClient: 0 };
  #connectionCount = 0;
  #server: Server | null = null;
  #port = 0;
  #isHalfOpen = false;

  /** @internal */
  constructor(
    readonly target: ProxyTarget,
    options: LinkOptions,
  ) {
    this.#options = options;
  }

  /** The address that clients use instead of the node's address. */
  get host(): string {
    return this.#options.listenHost;
  }

  /** The port that clients use instead of the node's port. */
  get port(): number {
    return this.#port;
  }

  /** The counters of this link so far. */
  get stats(): LinkStats {
    return {
      connections: this.#connectionCount,
      openConnections: this.#connections.size,
      bytesToServer: this.#bytes.toServer,
      bytesToClient: this.#bytes.toClient,
    };
  }

  /** The connections that are open now, the oldest first. */
  get connections(): readonly ProxiedConnection[] {
    return [...this.#connections];
  }

  /** Delays every byte by `latencyMs` in each direction. @throws RangeError for a negative time. */
  latency(latencyMs: number, options: LatencyOptions = {}): this {
    refuseUnknown('latency', options);
    const { jitterMs = 0, direction = 'both' } = options;
    requireAtLeast(0, latencyMs, 'latencyMs');
    requireAtLeast(0, jitterMs, 'jitterMs');
    return this.#change(direction, { latencyMs, jitterMs });
  }

  /** Limits each connection to `bytesPerSecond` in each direction. `null` removes the limit. */
  throttle(bytesPerSecond: number | null, direction: Direction | 'both' = 'both'): this {
    if (bytesPerSecond !== null) {
      requireAtLeast(1, bytesPerSecond, 'bytesPerSecond');
    }
    return this.#change(direction, { bytesPerSecond });
  }

  /** Forwards nothing until `resume()`: a sender notices it when the buffers in between are full. */
  pause(direction: Direction | 'both' = 'both'): this {
    return this.#change(direction, { isPaused: true });
  }

  /** Forwards again after `pause()`, also what waited meanwhile. */
  resume(direction: Direction | 'both' = 'both'): this {
    return this.#change(direction, { isPaused: false });
  }

  /** Ends each connection after this many more bytes, new connections from their start. `null` removes the limit. */
  dropAfter(bytes: number | null, options: DropOptions = {}): this {
    refuseUnknown('dropAfter', options);
    const { how = 'reset', direction = 'toClient' } = options;
    if (bytes !== null) {
      requireAtLeast(0, bytes, 'bytes');
    }
    return this.#change(direction, { dropAfter: bytes === null ? null : { bytes, how } }, true);
  }

  /**
   * Keeps sockets open and accepts connections, but discards everything sent: a peer that vanished silently.
   * After `heal()` new connections work again; the old ones stay dead, because their streams have gaps.
   */
  halfOpen(): this {
    this.#isHalfOpen = true;
    this.#connections.forEach((connection) => connection.halfOpen());
    return this;
  }

  /** Breaks all connections that are open now (RST). */
  resetConnections(): this {
    this.#connections.forEach((connection) => connection.reset());
    return this;
  }

  /** Ends all connections that are open now, in order (FIN). */
  closeConnections(): this {
    this.#connections.forEach((connection) => connection.close());
    return this;
  }

  /** Refuses new connections; open ones continue. */
  refuseConnections(): this {
    this.#server?.close();
    this.#server = null;
    return this;
  }

  /** Accepts connections again, on the same port. */
  acceptConnections(): Promise<void> {
    return this.#server === null ? this.#listen() : Promise.resolve();
  }

  /** Restores the initial conditions: no latency, no limits, no pause, connections accepted. */
  async heal(): Promise<void> {
    this.#isHalfOpen = false;
    this.#change('both', clearConditions(), true);
    await this.acceptConnections();
  }

  /** @internal */
  async open(): Promise<void> {
    await this.#listen();
  }

  /** @internal */
  async close(): Promise<void> {
    this.refuseConnections();
    const { connections } = this;
    connections.forEach((connection) => connection.destroy());
    await Promise.all(connections.map((connection) => connection.closed));
  }

  #change(direction: Direction | 'both', change: Partial<DirectionConditions>, limitIsNew = false): this {
    directionsOf(direction).forEach((each) => Object.assign(this.#conditions[each], change));
    this.#connections.forEach((connection) => connection.conditionsChanged(limitIsNew));
    return this;
  }

  #listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      const server = createServer({ allowHalfOpen: true }, (socket) => this.#accept(socket));
      server.maxConnections = this.#options.maxConnections;
      server.once('error', reject);
      server.listen({ host: this.#options.listenHost, port: this.#port }, () => {
        server.off('error', reject);
        this.#server = server;
        this.#port = (server.address() as { port: number }).port;
        resolve();
      });
    });
  }

  #accept(socket: Socket): void {
    this.#connectionCount++;
    const connection = new ProxiedConnection(socket, this.target, {
      conditions: this.#conditions,
      isHalfOpen: this.#isHalfOpen,
      random: this.#options.random,
      onBytes: (direction, count) => {
        this.#bytes[direction] += count;
        this.#options.onChange();
      },
      onClose: (closed) => {
        this.#connections.delete(closed);
        this.#options.onChange();
      },
    });
    this.#connections.add(connection);
    this.#options.onChange();
  }
}

function requireAtLeast(minimum: number, value: number, name: string): void {
  if (!(value >= minimum)) {
    throw new RangeError(`${name} must be at least ${minimum}, not ${value}`);
  }
}
