import type { Node } from '../connection/pool/node';
import type { SharedWork } from '../waiting/shared-work';
import type { PreparedQuery } from './prepared-query';

/** The limit of PREPAREs for one text on one node within one request: a node that keeps forgetting is left for the next one. */
const maxPerTextAndNode = 3;

/** Counts how often one request prepared each text again on each node, and leaves each PREPARE when the request ends. */
export class Repreparations {
  readonly #counts = new Map<string, number>();
  readonly #joined: SharedWork<void>[] = [];

  mayTry({ state }: PreparedQuery, { endpoint }: Node): boolean {
    const key = `${endpoint} ${state.id.toString('hex')}`;
    const count = this.#counts.get(key) ?? 0;
    this.#counts.set(key, count + 1);
    return count < maxPerTextAndNode;
  }

  /** Adds a PREPARE that the request has joined. */
  add(work: SharedWork<void>): void {
    this.#joined.push(work);
  }

  /** Leaves all PREPAREs, because the request has ended. */
  leave(): void {
    for (const work of this.#joined.splice(0)) work.leave();
  }
}
