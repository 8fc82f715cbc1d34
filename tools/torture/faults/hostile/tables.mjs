// The innocent reads of the hostile application: a row that cannot be decoded, beside rows with known content.
import { types, UnreadableAnswerError } from '@async-cassandra/core';

const rowCount = 400;
const patience = { isIdempotent: true, consistency: types.consistencies.all, timeoutMs: 60_000 };
const idempotent = { isIdempotent: true };

export const nameOf = (id) => `the name of ${id}, ${'x'.repeat(id % 50)}`;

export class Tables {
  counts = { unreadable: 0, rows: 0, reads: 0 };

  /** `wrong` is called with every problem; `beside` gets every answer before it has arrived. */
  constructor(session, wrong, beside) {
    Object.assign(this, { session, wrong, beside });
  }

  async fill() {
    for (const definition of [
      'odd (id int PRIMARY KEY, at time)',
      'named (part int, id int, name text, PRIMARY KEY (part, id))',
    ]) {
      const statement = `CREATE TABLE ${definition} WITH speculative_retry = '200ms'`;
      await this.session.execute(statement, [], { timeoutMs: 10 * 60_000 });
    }
    // Cassandra accepts it; JavaScript has no value for it.
    await this.session.execute('INSERT INTO odd (id, at) VALUES (1, blob_as_time(0x7fffffffffffffff))', [], patience);
    for (let id = 0; id < rowCount; id += 1) {
      await this.session.execute('INSERT INTO named (part, id, name) VALUES (0, ?, ?)', [id, nameOf(id)], patience);
    }
  }

  async readOddRow() {
    try {
      await this.session.execute('SELECT id, at FROM odd WHERE id = 1', [], idempotent);
      this.wrong('the row that cannot be read was read');
    } catch (error) {
      const isIt = error instanceof UnreadableAnswerError && /"at" \(time\)/.test(error.message);
      if (isIt) this.counts.unreadable += 1;
      else this.wrong(`the row that cannot be read failed with another error: ${error.stack}`);
    }
  }

  /** Reads every row, page by page, with another read in each half of a page. */
  async readRows() {
    let next = 0;
    try {
      const query = 'SELECT id, name FROM named WHERE part = 0';
      const stream = await this.session.executeStream(query, [], { ...idempotent, fetchSize: 40 });
      for await (const { id, name } of stream) {
        this.#check(next, id, name);
        next += 1;
        if (next % 20 === 0) await this.#readOne(next - 1);
      }
      if (next !== rowCount) this.wrong(`a stream ended after ${next} of ${rowCount} rows`);
      this.counts.rows += next;
    } catch (error) {
      this.wrong(`an innocent stream or read failed at row ${next}: ${error.stack}`);
    }
  }

  async #readOne(id) {
    const query = 'SELECT id, name FROM named WHERE part = 0 AND id = ?';
    const answer = this.session.execute(query, [id], idempotent);
    this.beside(answer);
    const row = (await answer).one();
    this.#check(id, row?.id, row?.name);
    this.counts.reads += 1;
  }

  #check(expected, id, name) {
    if (id !== expected || name !== nameOf(expected))
      this.wrong(`row ${expected} of the known rows reads ${id}, ${name}`);
  }
}
