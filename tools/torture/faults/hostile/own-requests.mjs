// Requests with the failing policies. They may fail, but only with documented errors, and the reported outcome of a write must be true.
import { isDocumented, isRefused } from '../errors.mjs';
import { Entries } from '../ledger.mjs';
import { profileName } from './foreign-code.mjs';

const maxInFlight = 32;
const options = { executionProfile: profileName };

export class OwnRequests {
  /** The outcomes, and how often. */
  outcomes = {};
  #inFlight = new Set();
  #entries = new Entries();

  constructor(session, wrong) {
    Object.assign(this, { session, wrong });
  }

  async createTable() {
    const statement = 'CREATE TABLE own (id int PRIMARY KEY, items list<int>)';
    await this.session.execute(statement, [], { timeoutMs: 10 * 60_000 });
  }

  /** Does not wait for the requests: a fault may delay them until their timeout. */
  begin(number) {
    if (this.#inFlight.size > maxInFlight) return;
    for (const consistency of ['quorum', 'all', 'one']) {
      const reading = { ...options, consistency, isIdempotent: true };
      this.#note('read', this.session.execute('SELECT id FROM named WHERE part = 0 AND id = ?', [7], reading));
    }
    this.#note('append', this.#append(number));
  }

  /** Not marked as idempotent: its entry exists at most once, whatever the policies do. */
  async #append(number) {
    try {
      await this.session.execute('UPDATE own SET items = items + ? WHERE id = 1', [[number]], options);
      this.#entries.acknowledge(number);
    } catch (error) {
      if (!isRefused(error)) this.#entries.doubt(number);
      throw error;
    }
  }

  #note(what, request) {
    const count = (how) => (this.outcomes[`${what} ${how}`] = (this.outcomes[`${what} ${how}`] ?? 0) + 1);
    const noted = request.then(
      () => count('answered'),
      (error) => {
        count(error.name);
        if (!isDocumented(error)) this.wrong(`${what} of the hostile profile failed: ${error.stack}`);
      },
    );
    this.#inFlight.add(noted);
    void noted.then(() => this.#inFlight.delete(noted));
  }

  settled() {
    return Promise.all(this.#inFlight);
  }

  async verify() {
    const query = 'SELECT items FROM own WHERE id = 1';
    const row = (await this.session.execute(query, [], { isIdempotent: true, timeoutMs: 60_000 })).one();
    const problem = this.#entries.problemOf(row?.items ?? []);
    if (problem !== undefined) this.wrong(`the list of the hostile profile ${problem}`);
  }
}
