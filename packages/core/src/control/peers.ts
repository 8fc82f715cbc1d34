// The table of the other nodes: system.peers_v2, with ports, since Cassandra 4.0; system.peers in older versions and in most servers
// that speak v4.
import { InvalidRequestError } from '../errors/server-errors';
import type { SystemRow } from './schema/schema-rows';
import type { SystemQuery } from './system-query';

export class Peers {
  /** Whether to read system.peers_v2: until a node lacks it. */
  #hasPorts = true;

  /** Tries system.peers_v2 again: another node may have it. */
  probeAgain(): void {
    this.#hasPorts = true;
  }

  /** Reads `columns` that both tables have, or `*`. */
  async read(query: SystemQuery, columns: string): Promise<readonly SystemRow[]> {
    if (this.#hasPorts) {
      try {
        return await query(`SELECT ${columns} FROM system.peers_v2`);
      } catch (error) {
        if (!(error instanceof InvalidRequestError)) throw error;
        this.#hasPorts = false;
      }
    }
    return query(`SELECT ${columns} FROM system.peers`);
  }
}
