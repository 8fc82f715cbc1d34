// Kills, pauses and restarts the nodes in turn, one at a time: the next fault starts when every coordinator sees all replicas again.
import { setTimeout as delay } from 'node:timers/promises';
import { untilAllServe } from './until-all-serve.mjs';

/**
 * On a very busy machine, Cassandra drops the message (ECHO) by which two nodes mark each other as up, and does not send it again:
 * then gossip is restarted.
 */
const start = async (node, nodes) => {
  try {
    await node.start();
  } catch (error) {
    if (error.code !== 'START_TIMED_OUT') throw error;
    for (const each of nodes) for (const word of ['disablegossip', 'enablegossip']) await each.nodetool(word);
  }
};

const faults = {
  kill: async (node, nodes, outageMs) => {
    await node.kill();
    await delay(outageMs);
    await start(node, nodes);
  },
  pause: async (node, _, outageMs) => {
    await node.pause();
    await delay(outageMs);
    await node.resume();
  },
  restart: async (node, nodes) => {
    await node.stop();
    await start(node, nodes);
  },
};

export class Disturber {
  /** The faults so far, such as `kill 127.0.1.2`. */
  done = [];
  #isStopping = false;

  constructor(cassandra, session, { kinds = Object.keys(faults), outageMs = 8000, count = Infinity } = {}) {
    this.cassandra = cassandra;
    this.session = session;
    this.kinds = kinds;
    this.outageMs = outageMs;
    this.count = count;
  }

  /** Runs until it is stopped, or `count` faults are done; the current fault is repaired first. */
  async run(onFault = () => {}) {
    const nodes = this.cassandra.contactPoints.map((_, index) => this.cassandra.node(index));
    for (let turn = 0; !this.#isStopping && turn < this.count; turn += 1) {
      const node = nodes[turn % nodes.length];
      const kind = this.kinds[Math.floor(turn / nodes.length + turn) % this.kinds.length];
      onFault(`${kind} ${node.address}`);
      await faults[kind](node, nodes, this.outageMs);
      await untilAllServe(this.session, nodes);
      this.done.push(`${kind} ${node.address}`);
      onFault('all nodes up');
      if (!this.#isStopping) await delay(2000);
    }
  }

  stop() {
    this.#isStopping = true;
  }
}
