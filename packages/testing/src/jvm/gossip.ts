import { setTimeout as delay } from 'node:timers/promises';
import { FixtureError, fixtureErrorCode } from '../fixture-error';
import { LogFollower } from './log-follower';

const pollMs = 50;

// Cassandra 3.11 names no port.
const verdict = /InetAddress \S*?\/([\d.]+)(?::\d+)? is now (UP|DOWN)/;

/** A node as its gossip sees it. */
export interface GossipingNode {
  readonly address: string;
  readonly logFile: string;
  logSize(): Promise<number>;
  rejoinGossip(): Promise<void>;
}

export interface SeenUpOptions {
  readonly running: readonly GossipingNode[];
  /** The nodes that were away when the logs were marked, or were about to go. */
  readonly returning: readonly GossipingNode[];
  /** Whether a node counts as up that a log says nothing of: it went after the mark, and may be back before another one noticed. */
  readonly wereUp: boolean;
  readonly deadline: number;
  /** A node that is not seen up for so long joins the gossip anew. */
  readonly rejoinAfterMs: number;
  readonly signal: AbortSignal | undefined;
}

/** What nodes log of each other's gossip from a mark on. */
export class GossipLogs {
  readonly #marks: ReadonlyMap<GossipingNode, number>;

  private constructor(marks: ReadonlyMap<GossipingNode, number>) {
    this.#marks = marks;
  }

  static async mark(nodes: Iterable<GossipingNode>): Promise<GossipLogs> {
    return new GossipLogs(
      new Map(await Promise.all([...nodes].map(async (node) => [node, await node.logSize()] as const))),
    );
  }

  /**
   * Waits until each returning node sees the other running nodes up, and is seen up by them.
   *
   * @throws FixtureError at the deadline.
   */
  async waitUntilSeenUp(options: SeenUpOptions): Promise<void> {
    const { running, returning } = options;
    await Promise.all(
      running.map((node) => {
        const others = (returning.includes(node) ? running : returning).filter((other) => other !== node);
        return this.#waitUntilItSees(node, others, options);
      }),
    );
  }

  /**
   * A node asks another one once whether it is alive. When the question is lost, as on a connection to the process before, Cassandra (5.0.8)
   * never asks again, until the other one joins the gossip anew.
   */
  async #waitUntilItSees(node: GossipingNode, others: readonly GossipingNode[], options: SeenUpOptions): Promise<void> {
    const { deadline, wereUp, rejoinAfterMs, signal } = options;
    const log = new LogFollower(node.logFile, this.#marks.get(node));
    const addresses = others.map(({ address }) => address);
    const unseen = new Set(wereUp ? [] : addresses);
    for (let rejoinAt = Date.now() + rejoinAfterMs; ;) {
      for (const line of await log.readLines()) {
        const [, address = '', state] = verdict.exec(line) ?? [];
        if (state === 'UP') unseen.delete(address);
        else if (addresses.includes(address)) unseen.add(address);
      }
      if (unseen.size === 0) return;
      if (Date.now() >= deadline) {
        const message = `The node ${node.address} did not see ${[...unseen].join(', ')} up in time`;
        throw new FixtureError(fixtureErrorCode.startTimedOut, message);
      }
      if (Date.now() >= rejoinAt) {
        await Promise.all(others.filter(({ address }) => unseen.has(address)).map((other) => other.rejoinGossip()));
        rejoinAt = Date.now() + rejoinAfterMs;
      }
      await delay(pollMs, undefined, { signal });
    }
  }
}
