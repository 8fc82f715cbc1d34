// The load of the long run: every kind of write, each with a ledger of acknowledged writes, and reads that must agree with it.
import { BatchStatement, types } from '@async-cassandra/core';
import { isDocumented, isOfAnother, isRefused } from './errors.mjs';
import { Entries, Register, Sum } from './ledger.mjs';
import { problemOfAll, problemOfClaim } from './wire/claims.mjs';

const { consistencies } = types;

// A coordinator soon queries another replica when one does not answer, as in production.
const table = (definition) => `CREATE TABLE ${definition} WITH speculative_retry = '200ms'`;

export const schema = [
  table('cells (id int PRIMARY KEY, value int)'),
  table('inserts (id int PRIMARY KEY)'),
  table('pairs (id int, side int, value int, PRIMARY KEY (id, side))'),
  table('counters (id int PRIMARY KEY, hits counter)'),
  table('lists (id int PRIMARY KEY, items list<int>)'),
  table('versions (id int PRIMARY KEY, version int)'),
];

const queries = {
  writeCell: 'INSERT INTO cells (id, value) VALUES (?, ?)',
  readCell: 'SELECT value FROM cells WHERE id = ?',
  insert: 'INSERT INTO inserts (id) VALUES (?)',
  pair: 'INSERT INTO pairs (id, side, value) VALUES (?, ?, ?)',
  readPair: 'SELECT value FROM pairs WHERE id = ?',
  count: 'UPDATE counters SET hits = hits + 1 WHERE id = ?',
  append: 'UPDATE lists SET items = items + ? WHERE id = ?',
  firstVersion: 'INSERT INTO versions (id, version) VALUES (?, 0) IF NOT EXISTS',
  nextVersion: 'UPDATE versions SET version = ? WHERE id = ? IF version = ?',
  readVersion: 'SELECT version FROM versions WHERE id = ?',
};
/** The text whose executions the wire tap of the run records. */
export const increment = queries.count;

/** Repeating these changes nothing. All others are sent once, whatever happens. */
const idempotent = ['writeCell', 'readCell', 'insert', 'readPair', 'readVersion'];

/** Operations with only such statements: they must not notice the fault of one node. */
const innocent = ['write', 'read', 'insert'];

const cellsOfLane = 200;
const entriesOfList = 200;
/** The most attempts of one read at the end. */
const maxReads = 30;

/** A lane performs one operation after the other; no other lane writes its rows. */
export class Lane {
  static async prepare(session) {
    const statements = {};
    for (const [name, query] of Object.entries(queries)) {
      statements[name] = await session.prepare(query);
      statements[name].isIdempotent = idempotent.includes(name) || undefined;
    }
    return statements;
  }

  #cells = Array.from({ length: cellsOfLane }, () => new Register());
  #pairs = Array.from({ length: cellsOfLane }, () => new Register());
  #inserted = new Set();
  #sum = new Sum();
  #lists = [];
  #version;
  #next = 0;

  /** `tap` records the executions of `increment`. */
  constructor(session, statements, number, report, tap) {
    this.session = session;
    this.statements = statements;
    this.number = number;
    this.report = report;
    this.tap = tap;
  }

  /** The operations, and how often in a hundred. */
  kinds = [
    [36, 'write', () => this.#writeCell()],
    [34, 'read', () => this.#readCell()],
    [10, 'insert', () => this.#insert()],
    [7, 'counter', () => this.#count()],
    [5, 'list append', () => this.#append()],
    [5, 'logged batch', () => this.#writePair()],
    [3, 'lightweight transaction', () => this.#raiseVersion()],
  ];

  async step() {
    let at = Math.random() * 100;
    const [, name, run] = this.kinds.find(([weight]) => (at -= weight) < 0) ?? this.kinds[0];
    this.#next += 1;
    const startedAt = performance.now();
    try {
      await run();
      this.report.answered(name, performance.now() - startedAt);
    } catch (error) {
      this.report.failed(name, error, isDocumented(error));
      if (innocent.includes(name) || isOfAnother(error))
        this.report.wrong(`an innocent ${name} failed: ${error.stack}`);
    }
  }

  #execute(name, parameters, options) {
    return this.session.execute(this.statements[name], parameters, options);
  }

  /** Executes a write and records its outcome. */
  async #write(ledger, value, request) {
    try {
      const result = await request();
      ledger.acknowledge(value);
      return result;
    } catch (error) {
      if (!isRefused(error)) ledger.doubt(value);
      throw error;
    }
  }

  #id(index) {
    return this.number * cellsOfLane + index;
  }

  #writeCell() {
    const index = Math.floor(Math.random() * cellsOfLane);
    const value = this.#next;
    return this.#write(this.#cells[index], value, () => this.#execute('writeCell', [this.#id(index), value]));
  }

  async #readCell() {
    const index = Math.floor(Math.random() * cellsOfLane);
    const row = (await this.#execute('readCell', [this.#id(index)])).one();
    this.#check(`cell ${this.#id(index)}`, this.#cells[index].problemOf(row?.value));
  }

  async #insert() {
    const id = this.number * 10_000_000 + this.#next;
    await this.#execute('insert', [id]);
    this.#inserted.add(id);
  }

  #writePair() {
    const index = Math.floor(Math.random() * cellsOfLane);
    const value = this.#next;
    const batch = new BatchStatement();
    for (const side of [0, 1]) batch.add(this.statements.pair, [this.#id(index), side, value]);
    return this.#write(this.#pairs[index], value, () => this.session.executeBatch(batch));
  }

  async #count() {
    const executions = this.tap.executionsOf(this.number);
    const before = executions.length;
    let said = 'acknowledged';
    try {
      await this.#write(this.#sum, undefined, () => this.#execute('count', [this.number]));
    } catch (error) {
      said = isRefused(error) ? 'refused' : 'in doubt';
      throw error;
    } finally {
      this.#check(`counter ${this.number}:`, problemOfClaim(said, executions.slice(before)));
    }
  }

  #append() {
    let list = this.#lists.at(-1);
    if (list === undefined || list.length >= entriesOfList)
      this.#lists.push((list = { entries: new Entries(), length: 0 }));
    list.length += 1;
    const id = this.number * 10_000 + this.#lists.length - 1;
    return this.#write(list.entries, this.#next, () => this.#execute('append', [[this.#next], id]));
  }

  /** If the outcome of the last transaction is unknown, reads it with a serial consistency, as docs/errors.md says. */
  async #raiseVersion() {
    if (this.#version === undefined) {
      const { wasApplied } = await this.#execute('firstVersion', [this.number]);
      this.#version = { register: new Register(), isKnown: wasApplied, last: 0 };
      this.#version.register.acknowledge(0);
    }
    const { register } = this.#version;
    if (!this.#version.isKnown) {
      const row = (await this.#execute('readVersion', [this.number], { consistency: consistencies.serial })).one();
      this.#check(`version ${this.number}`, register.problemOf(row?.version));
      this.#version.last = row.version;
      register.acknowledge(row.version);
    }
    const { last } = this.#version;
    this.#version.isKnown = false;
    const result = await this.#write(register, last + 1, () =>
      this.#execute('nextVersion', [last + 1, this.number, last]),
    );
    this.#check(
      `version ${this.number}`,
      result.wasApplied ? undefined : `is not ${last} any more, though nobody else writes it`,
    );
    this.#version.last = last + 1;
    this.#version.isKnown = true;
  }

  /** A read at the end: it may fail for a while, until the servers have finished the work of the load. */
  async #read(statement, parameters, options) {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return (await this.session.execute(statement, parameters, { timeoutMs: 60_000, ...options })).rows;
      } catch (error) {
        if (attempt === maxReads || !isDocumented(error)) throw error;
      }
    }
  }

  /** Reads everything back. */
  async verify() {
    for (let index = 0; index < cellsOfLane; index += 1) {
      const [cell] = await this.#read(this.statements.readCell, [this.#id(index)]);
      this.#check(`cell ${this.#id(index)}`, this.#cells[index].problemOf(cell?.value));
      const values = (await this.#read(this.statements.readPair, [this.#id(index)])).map(({ value }) => value);
      if (new Set(values).size > 1) this.#check(`pair ${this.#id(index)}`, `is torn: ${values.join(', ')}`);
      this.#check(`pair ${this.#id(index)}`, this.#pairs[index].problemOf(values[0]));
    }
    await this.#verifyCounter();
    for (const [index, { entries }] of this.#lists.entries()) {
      const id = this.number * 10_000 + index;
      const [row] = await this.#read('SELECT items FROM lists WHERE id = ?', [id]);
      this.#check(`list ${id}`, entries.problemOf(row?.items ?? []));
    }
    await this.#verifyInserts();
  }

  /** What the client said of the increments has to be so; what the servers made of them is theirs: see the README. */
  async #verifyCounter() {
    this.#check(`counter ${this.number}:`, problemOfAll(this.#sum.most, this.tap.executionsOf(this.number)));
    const hits = async (options) => {
      const [row] = await this.#read('SELECT hits FROM counters WHERE id = ?', [this.number], options);
      return Number(row?.hits ?? 0);
    };
    const problem = this.#sum.problemOf(await hits());
    if (problem === undefined) return;
    this.report.noticed(
      `counter ${this.number} ${problem}; read at ALL ${await hits({ consistency: consistencies.all })}`,
    );
  }

  async #verifyInserts() {
    const ids = [...this.#inserted];
    for (let at = 0; at < ids.length; at += 100) {
      const part = ids.slice(at, at + 100);
      const rows = await this.#read('SELECT id FROM inserts WHERE id IN ?', [part]);
      const found = new Set(rows.map(({ id }) => id));
      for (const id of part) this.#check(`insert ${id}`, found.has(id) ? undefined : 'is lost');
    }
    this.report.verified(ids.length);
  }

  #check(what, problem) {
    if (problem !== undefined) this.report.wrong(`${what} ${problem}`);
  }
}
