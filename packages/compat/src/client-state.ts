import { errors, type Host as DriverHost, type metadata } from 'cassandra-driver';
import type { Host } from './host';

/** The result of `client.getState()`: connections and requests in flight at the time of the call. */
export class ClientState implements metadata.ClientState {
  readonly #connected: Host[];
  readonly #openConnections: Readonly<Record<string, number>>;
  readonly #inFlightQueries: Readonly<Record<string, number>>;

  constructor(hosts: readonly Host[]) {
    this.#connected = hosts.filter(({ node }) => node.openConnections > 0);
    this.#openConnections = this.#each(({ node }) => node.openConnections);
    this.#inFlightQueries = this.#each(({ node }) => node.inFlight);
  }

  getConnectedHosts(): Host[] {
    return this.#connected;
  }

  /** Returns the requests in flight; 0 for a host without connections. */
  getInFlightQueries(host: DriverHost): number {
    return this.#inFlightQueries[addressOf(host)] ?? 0;
  }

  /** Returns the open connections; 0 for a host without connections. */
  getOpenConnections(host: DriverHost): number {
    return this.#openConnections[addressOf(host)] ?? 0;
  }

  toString(): string {
    return JSON.stringify({
      hosts: this.#connected.map(({ address }) => address),
      openConnections: this.#openConnections,
      inFlightQueries: this.#inFlightQueries,
    });
  }

  #each(count: (host: Host) => number): Record<string, number> {
    return Object.fromEntries(this.#connected.map((host) => [host.address, count(host)]));
  }
}

function addressOf(host: DriverHost | undefined): string {
  if (!host) throw new errors.ArgumentError('Host is not defined');
  return host.address;
}
