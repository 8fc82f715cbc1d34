// The table that tells of the other nodes: system.peers_v2, with ports, from Cassandra 4.0 on; system.peers before, and in most servers
// that speak v4.
import { InvalidRequestError } from '../errors/server-errors';
import type { SystemRow } from './schema/schema-rows';
import type { SystemQuery } from './system-query';

export class Peers {
  /** Not until a node has said that it lacks it. */
  #hasPorts = true;

  /** Another node may have what the last one lacked. */
  probeAgain(): void {
    this.#hasPorts = true;
  }

  /** `columns` as both tables have them, or `*`. */
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
