// An application in the same cluster and process that does everything wrong while other requests are counted: reads a row that cannot be decoded,
// throws in callbacks, has failing policies, listeners and collectors, and fakes the timers. Other requests must not be affected: its streams
// check every row meanwhile, and the report lists everything that affects an innocent request.
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { setImmediate as turn, setTimeout as delay } from 'node:timers/promises';
import { isOfAnother } from '../errors.mjs';
import { FakeTimers } from './fake-timers.mjs';
import { ForeignCode } from './foreign-code.mjs';
import { OwnRequests } from './own-requests.mjs';
import { Survival } from './survival.mjs';
import { Tables } from './tables.mjs';

const closedChannel = 'async-cassandra:connection-closed';
/** A round takes a second. */
const hasFakeTimers = (round) => round % 10 >= 1 && round % 10 < 5;
/** No request has such a long timeout. */
const stuckMs = 120_000;

export class HostileApplication {
  foreign = new ForeignCode();
  timers = new FakeTimers((caller) => this.#hearTimer(caller));
  survival = new Survival((problem) => this.wrong(problem));
  counts = { rounds: 0, roundsWithFakeTimers: 0, lostConnections: 0 };
  #isStopping = false;

  /** `wrong` is called with every problem. */
  constructor(wrong) {
    this.wrong = wrong;
  }

  /** Call it before the cluster connects, and `end` after its shutdown. */
  begin(cluster) {
    this.survival.begin();
    this.foreign.listenTo(cluster);
    subscribe(closedChannel, this.#hearClosed);
  }

  async end() {
    // An unhandled rejection is reported one turn later.
    await turn();
    unsubscribe(closedChannel, this.#hearClosed);
    this.survival.end();
  }

  async prepare(session) {
    this.tables = new Tables(session, this.wrong, (answer) => this.survival.throwBeside(answer));
    this.own = new OwnRequests(session, this.wrong);
    await this.tables.fill();
    await this.own.createTable();
  }

  /** Runs until it is stopped. */
  async run() {
    try {
      for (; !this.#isStopping; this.counts.rounds += 1) await this.#round();
    } finally {
      this.timers.putBack();
      await this.own.settled();
    }
  }

  stop() {
    this.#isStopping = true;
  }

  async #round() {
    const { rounds } = this.counts;
    if (hasFakeTimers(rounds)) this.timers.install();
    else this.timers.putBack();
    if (this.timers.areFake) this.counts.roundsWithFakeTimers += 1;
    this.own.begin(rounds);
    const innocent = Promise.all([this.tables.readOddRow(), this.tables.readRows()]);
    const ended = await Promise.race([innocent, delay(stuckMs, 'too late', { ref: false })]);
    if (ended === 'too late') this.wrong(`round ${rounds} of the hostile application is stuck`);
    await delay(1000);
  }

  /** Checks the results when all nodes are up again. */
  async verify() {
    await this.own.verify();
    const { thrown, survived } = this.survival;
    if (thrown !== survived) this.wrong(`the application threw ${thrown} times, and ${survived} came to its handler`);
  }

  lines() {
    const list = (counts) => Object.entries(counts).map(([what, count]) => `${count} x ${what}`);
    const { rounds, roundsWithFakeTimers, lostConnections } = this.counts;
    const { unreadable, rows, reads } = this.tables.counts;
    return [
      `a hostile application, in ${rounds} rounds:`,
      `  the row that cannot be read was refused ${unreadable} times; ${rows} rows of streams and ${reads} of other reads are as they were written`,
      `  exceptions in its callbacks: ${this.survival.thrown}`,
      `  rounds with fake timers: ${roundsWithFakeTimers}; set meanwhile: ${list(this.timers.set).join(', ') || 'none'}`,
      `  failures of its policies, listeners and collectors: ${list(this.foreign.failed).join(', ')}; told as warnings: ${this.survival.warnings}`,
      `  requests with its policies: ${list(this.own.outcomes).join(', ')}`,
      `  connections lost to the faults: ${lostConnections}`,
    ];
  }

  #hearClosed = ({ error }) => {
    if (error === undefined) return;
    if (isOfAnother(error)) this.wrong(`a connection was closed for what is no fault of its node: ${error.stack}`);
    else this.counts.lostConnections += 1;
  };

  #hearTimer(caller) {
    if (/[\\/]packages[\\/]core[\\/]/.test(caller)) this.wrong(`the client set a fake timer: ${caller.trim()}`);
  }
}
