import type { policies } from 'cassandra-driver';

import { ConditionWaiters, type WaitOptions } from '../condition-waiters';
import { refuseUnknown } from '../known-options';
import { DriverAddressTranslator } from './driver-address-translator';
import type { Direction } from './link-conditions';
import { type DropOptions, type LatencyOptions, type LinkStats, ProxyLink } from './proxy-link';
import { type ContactPoints, parseTarget, type ProxyTarget } from './proxy-target';

/** The options of `ChaosProxy.start`. */
export interface ChaosProxyOptions {
  /** The address on which the proxy listens. Default: 127.0.0.1. */
  readonly listenHost?: string;
  /** The most open connections of a link. Default: 1,024. */
  readonly maxConnections?: number;
  /** The source of jitter: returns a number between 0 and 1. Default: Math.random. */
  readonly random?: () => number;
}

/** Options for a client that connects through the proxy, as `AsyncCluster` takes them. */
export interface ProxyClusterOptions {
  contactPoints: string[];
  /** The port of the first link. */
  port: number;
  localDatacenter?: string;
  /** Translates a node's own address to the address of its link. */
  addressTranslator: (host: string, port: number) => ProxyTarget;
}

/** The same options for `new Client(...)` of cassandra-driver. */
export interface ProxyDriverOptions {
  contactPoints: string[];
  localDataCenter?: string;
  /** The port of the nodes: the driver reads their addresses from a table without ports. */
  protocolOptions: { port: number };
  /** Translates a node's own address to the address of its link. */
  policies: { addressResolution: policies.addressResolution.AddressTranslator };
}

/**
 * TCP proxies in front of the nodes of a cluster, in this process, with one link for each node. Faults apply to all links
 * (`proxy.latency(50)`) or to one of them (`proxy.link(0).halfOpen()`). With `addressTranslator` a client reaches every node
 * through its link.
 *
 * @example
 * await using proxy = await ChaosProxy.start(cassandra);
 * const cluster = new AsyncCluster(proxy.clusterOptions());
 * proxy.latency(50, { jitterMs: 20 });
 */
export class ChaosProxy implements AsyncDisposable {
  readonly #options: ChaosProxyOptions;
  readonly #links: ProxyLink[] = [];
  readonly #waiters = new ConditionWaiters('The chaos proxy', () => `Its counters: ${JSON.stringify(this.stats)}`);
  readonly #source: ContactPoints;

  private constructor(source: ContactPoints, options: ChaosProxyOptions) {
    this.#options = options;
    this.#source = source;
  }

  /** Opens a link for each contact point of a fixture, a CQL stub, or `{ contactPoints, port }`. */
  static async start(source: ContactPoints, options: ChaosProxyOptions = {}): Promise<ChaosProxy> {
    refuseUnknown('ChaosProxy.start', options);
    const proxy = new ChaosProxy(source, options);
    try {
      for (const contactPoint of source.contactPoints) {
        await proxy.addTarget(parseTarget(contactPoint, source.port));
      }
      return proxy;
    } catch (error) {
      await proxy.close();
      throw error;
    }
  }

  /** Opens one more link, for a node that joins later. */
  async addTarget(target: ProxyTarget): Promise<ProxyLink> {
    const link = new ProxyLink(target, {
      listenHost: this.#options.listenHost ?? '127.0.0.1',
      maxConnections: this.#options.maxConnections ?? 1024,
      random: this.#options.random ?? Math.random,
      onChange: () => this.#waiters.changed(),
    });
    await link.open();
    this.#links.push(link);
    return link;
  }

  /** The links, in the order of their nodes. */
  get links(): readonly ProxyLink[] {
    return this.#links;
  }

  /** Returns the link of a contact point by its index, or of a node by `host:port`. @throws RangeError when there is no such link. */
  link(which: number | string): ProxyLink {
    const link =
      typeof which === 'number'
        ? this.#links[which]
        : this.#links.find(({ target }) => `${target.host}:${target.port}` === which);
    if (link === undefined) {
      const known = this.#links.map(({ target }) => `${target.host}:${target.port}`).join(', ');
      throw new RangeError(`The chaos proxy has no link ${which}; it leads to ${known}`);
    }
    return link;
  }

  /** The addresses for clients, in place of the nodes' addresses: `host:port` of each link. */
  get contactPoints(): string[] {
    return this.#links.map((link) =>
      link.host.includes(':') ? `[${link.host}]:${link.port}` : `${link.host}:${link.port}`,
    );
  }

  /** The port of the first link. */
  get port(): number {
    return this.link(0).port;
  }

  /** Translates a node's own address to the address of its link. Returns an address without a link unchanged. */
  readonly addressTranslator = (host: string, port: number): ProxyTarget => {
    const link = this.#links.find(({ target }) => target.host === host && target.port === port);
    return link === undefined ? { host, port } : { host: link.host, port: link.port };
  };

  /** Options for `new AsyncCluster(...)` that connect through the proxy. */
  clusterOptions(): ProxyClusterOptions {
    const { contactPoints, port, addressTranslator } = this;
    const { localDatacenter } = this.#source;
    return {
      contactPoints,
      port,
      addressTranslator,
      ...(localDatacenter !== undefined && { localDatacenter }),
    };
  }

  /** Options for `new Client(...)` of cassandra-driver that connect through the proxy. */
  driverOptions(): ProxyDriverOptions {
    const { contactPoints, addressTranslator } = this;
    const { port, localDatacenter } = this.#source;
    return {
      contactPoints,
      protocolOptions: { port },
      policies: { addressResolution: new DriverAddressTranslator(addressTranslator) },
      ...(localDatacenter !== undefined && { localDataCenter: localDatacenter }),
    };
  }

  /** The sums over all links. */
  get stats(): LinkStats {
    const sum = (field: keyof LinkStats): number => this.#links.reduce((total, { stats }) => total + stats[field], 0);
    return {
      connections: sum('connections'),
      openConnections: sum('openConnections'),
      bytesToServer: sum('bytesToServer'),
      bytesToClient: sum('bytesToClient'),
    };
  }

  /** Waits until the counters match, and returns them: `until(({ openConnections }) => openConnections === 0)`. */
  until(condition: (stats: LinkStats) => boolean, options?: WaitOptions): Promise<LinkStats> {
    const find = (): LinkStats | undefined => {
      const { stats } = this;
      return condition(stats) ? stats : undefined;
    };
    return this.#waiters.until('its counters', find, options);
  }

  /** Delays every byte on all links; see `ProxyLink.latency`. */
  latency(latencyMs: number, options?: LatencyOptions): this {
    return this.#each((link) => link.latency(latencyMs, options));
  }

  /** Limits each connection of all links; see `ProxyLink.throttle`. */
  throttle(bytesPerSecond: number | null, direction?: Direction | 'both'): this {
    return this.#each((link) => link.throttle(bytesPerSecond, direction));
  }

  /** Pauses all links; see `ProxyLink.pause`. */
  pause(direction?: Direction | 'both'): this {
    return this.#each((link) => link.pause(direction));
  }

  /** Ends the pause of all links; see `ProxyLink.resume`. */
  resume(direction?: Direction | 'both'): this {
    return this.#each((link) => link.resume(direction));
  }

  /** Ends each connection of all links after this many more bytes; see `ProxyLink.dropAfter`. */
  dropAfter(bytes: number | null, options?: DropOptions): this {
    return this.#each((link) => link.dropAfter(bytes, options));
  }

  /** Discards everything sent on all links; see `ProxyLink.halfOpen`. */
  halfOpen(): this {
    return this.#each((link) => link.halfOpen());
  }

  /** Breaks all open connections of all links (RST). */
  resetConnections(): this {
    return this.#each((link) => link.resetConnections());
  }

  /** Closes all open connections of all links in order (FIN). */
  closeConnections(): this {
    return this.#each((link) => link.closeConnections());
  }

  /** Refuses new connections on all links; open ones stay. */
  refuseConnections(): this {
    return this.#each((link) => link.refuseConnections());
  }

  /** Accepts new connections on all links again. */
  async acceptConnections(): Promise<void> {
    await Promise.all(this.#links.map((link) => link.acceptConnections()));
  }

  /** Ends all faults; see `ProxyLink.heal`. */
  async heal(): Promise<void> {
    await Promise.all(this.#links.map((link) => link.heal()));
  }

  /** Closes all links and connections. Idempotent. */
  async close(): Promise<void> {
    this.#waiters.close();
    await Promise.all(this.#links.map((link) => link.close()));
  }

  /** Calls `close`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #each(action: (link: ProxyLink) => unknown): this {
    this.#links.forEach(action);
    return this;
  }
}
