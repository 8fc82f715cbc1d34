import type { Node } from '../connection/pool/node';
import type { PreparedQuery } from './prepared-query';

/** A node that forgets a text again and again is left: one that was just prepared there can only be evicted so often. */
const maxPerTextAndNode = 3;

/** How often one request had which text prepared again on which node. Each text of a batch is a case of its own. */
export class Repreparations {
  readonly #counts = new Map<string, number>();

  mayTry({ state }: PreparedQuery, { endpoint }: Node): boolean {
    const key = `${endpoint} ${state.id.toString('hex')}`;
    const count = this.#counts.get(key) ?? 0;
    this.#counts.set(key, count + 1);
    return count < maxPerTextAndNode;
  }
}
