// Nodes behind a proxy: all of them have its address, and TLS names the node (SNI, the host id). Used in place of contact points and of
// the addresses in the system tables.
import { isIP } from 'node:net';
import type { Endpoint } from '../connection/endpoint';
import { ConfigurationError } from '../errors/async-cassandra-error';
import { describe, isObject, wholeNumber } from '../options/option-checks';
import { withDeadline } from '../waiting/with-deadline';

/** Where a proxy is that routes TLS connections by SNI, and which nodes to connect to first. */
export interface SniProxyLocation {
  /** A host name, which is resolved for each connection, or an IP address. The certificate of the proxy must be valid for it. */
  readonly host: string;
  readonly port: number;
  /** The ids of some nodes, as in `system.local`. Each is the server name (SNI) of its node. */
  readonly hostIds: readonly string[];
  /** Used as the option `localDatacenter`, if that is left out. */
  readonly localDatacenter?: string | undefined;
}

/** The option `sniProxy`. The signal aborts when the answer is not awaited any more. */
export type LocateSniProxy = (signal: AbortSignal) => SniProxyLocation | Promise<SniProxyLocation>;

export class SniProxy {
  readonly #locate: LocateSniProxy;
  #location: SniProxyLocation | undefined;

  constructor(locate: LocateSniProxy) {
    this.#locate = locate;
  }

  /** The datacenter that the proxy was last said to be in. */
  get localDatacenter(): string | undefined {
    return this.#location?.localDatacenter;
  }

  /**
   * Asks where the proxy is, and returns the nodes to connect to first.
   *
   * @throws what the function of the application throws; ConfigurationError when it returns something else than a location.
   */
  async contactPoints(signal: AbortSignal): Promise<readonly Endpoint[]> {
    const answer = Promise.resolve().then(() => this.#locate(signal));
    this.#location = checked(await withDeadline(answer, { signal }));
    return this.#location.hostIds.map((hostId) => this.endpointOf(hostId));
  }

  /** Returns the endpoint of a node. Must not be called before `contactPoints` has been answered. */
  endpointOf(hostId: string): Endpoint {
    const { host, port } = this.#location!;
    return { address: host, port, serverName: hostId };
  }
}

function checked(answer: unknown): SniProxyLocation {
  const { host, port, hostIds, localDatacenter } = (isObject(answer) ? answer : {}) as Partial<SniProxyLocation>;
  const isWhole =
    isHost(host) &&
    wholeNumber(1, 65_535)(port) === undefined &&
    Array.isArray(hostIds) &&
    hostIds.length > 0 &&
    hostIds.every(isServerName) &&
    (localDatacenter === undefined || typeof localDatacenter === 'string');
  if (!isWhole) {
    throw new ConfigurationError(
      `Option 'sniProxy' must return { host, port, hostIds, localDatacenter? } with at least one host id, not ${describe(answer)} without them`,
    );
  }
  return { host, port: port!, hostIds: [...hostIds], localDatacenter };
}

const isHost = (host: unknown): host is string => typeof host === 'string' && (isIP(host) !== 0 || isServerName(host));

const isServerName = (name: unknown): boolean => typeof name === 'string' && /^[\w-]+(\.[\w-]+)*$/.test(name);
