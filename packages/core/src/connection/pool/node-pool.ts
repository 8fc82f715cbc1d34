// Our connections to one node. Keeps `size` of them open: what is lost is replaced, by the reconnection policy's delays
// while the node does not answer. Ends with close(): no socket and no timer is left.
import type { ReconnectionPolicy } from '../../driver/policies';
import type { NodeTotals } from '../../observability/channels/observed-node';
import { Connection, type ConnectionOwner } from '../connection';
import type { ConnectionOptions } from '../connection-options';
import type { Endpoint } from '../endpoint';
import { Pause } from '../../waiting/pause';
import { TrafficSum } from './traffic-sum';
import { nowMs } from '../../waiting/timers';

export interface NodePoolOptions {
  readonly connection: ConnectionOptions;
  readonly connectionsPerNode: number;
  readonly reconnectionPolicy: ReconnectionPolicy;
}

export interface NodePoolListener {
  /** The first connection is open. */
  onUp(): void;
  /** The last connection is gone. */
  onDown(error: Error): void;
  /** An attempt to connect failed; the next one follows by the reconnection policy. */
  onConnectFailed(error: Error): void;
  /** There is room again on a connection that had none. */
  onCapacity(): void;
}

/** A connection that lasted less did not last: after the second in a row the node is asked again only after a delay. */
const shortLivedMs = 1000;
/** More than a handshake ever takes: a connection with more answers was of use, however short its life was. */
const usefulResponses = 10;

export class NodePool implements ConnectionOwner {
  readonly #endpoint: Endpoint;
  readonly #options: NodePoolOptions;
  readonly #listener: NodePoolListener;
  readonly #closing = new AbortController();
  readonly #pause = new Pause();
  #connections: readonly Connection[] = [];
  /** Replaced already, but with requests in flight that may still be answered. */
  #retiring: readonly Connection[] = [];
  #filling: Promise<void> | undefined;
  #firstAttempt: Promise<void> | undefined;
  #lastError: Error | undefined;
  /** The delays before the next attempts; absent while the node answers: then the next attempt follows at once. */
  #schedule: Iterator<number> | undefined;
  /** Where the delays go on if the connection just opened does not last. */
  #lastSchedule: Iterator<number> | undefined;
  #openedAt = 0;
  /** How many connections in a row did not last. */
  #shortLived = 0;
  /** On connections that are gone. */
  readonly #earlier = new TrafficSum();
  #opened = 0;
  #lost = 0;
  #failures = 0;
  #isConnecting = false;

  constructor(endpoint: Endpoint, options: NodePoolOptions, listener: NodePoolListener) {
    this.#endpoint = endpoint;
    this.#options = options;
    this.#listener = listener;
  }

  get connections(): readonly Connection[] {
    return this.#connections;
  }

  get openConnections(): number {
    return this.#connections.length;
  }

  get inFlight(): number {
    const connections = this.#connections;
    if (connections.length === 1) return connections[0]!.inFlight;
    let inFlight = 0;
    for (const connection of connections) inFlight += connection.inFlight;
    return inFlight;
  }

  /** Answers that came in on all its connections so far. */
  get responseCount(): number {
    let count = this.#earlier.responses;
    for (const connection of this.#connections) count += connection.responseCount;
    return count;
  }

  /** Requests that were given up and hold their stream id until the node answers. */
  get orphaned(): number {
    let orphaned = 0;
    for (const connection of [...this.#connections, ...this.#retiring]) orphaned += connection.orphaned;
    return orphaned;
  }

  /** What happened on all its connections so far. */
  get totals(): NodeTotals {
    const traffic = this.#earlier.plus([...this.#connections, ...this.#retiring]);
    return {
      requests: traffic.requests,
      responses: traffic.responses,
      bytesSent: traffic.bytesSent,
      bytesReceived: traffic.bytesReceived,
      connectionsOpened: this.#opened,
      connectionsLost: this.#lost,
      connectFailures: this.#failures,
    };
  }

  /** Why the node has no connection: the error of the last attempt, or of the last loss. */
  get lastError(): Error | undefined {
    return this.#lastError;
  }

  /** Begins to connect. Resolves when the first attempt has ended, well or not; never rejects. */
  open(): Promise<void> {
    this.#firstAttempt ??= new Promise((resolve) => this.#fill(resolve));
    return this.#firstAttempt;
  }

  /** There is no room now but soon will be: every connection is full, or the first one is being opened. */
  get willHaveRoom(): boolean {
    return this.#connections.length === 0 ? this.#isConnecting : this.borrow() === undefined;
  }

  /** The connection with the fewest requests in flight that has room for one more. */
  borrow(): Connection | undefined {
    const connections = this.#connections;
    if (connections.length === 1) {
      const only = connections[0]!;
      return only.hasCapacity ? only : undefined;
    }
    let best: Connection | undefined;
    for (const connection of connections) {
      if ((best === undefined || connection.inFlight < best.inFlight) && connection.hasCapacity) best = connection;
    }
    return best;
  }

  /** The node is said to be up: does not wait for the rest of a delay. */
  reconnectNow(): void {
    this.#pause.skip();
  }

  /** Closes every connection and stops connecting. Idempotent. */
  async close(): Promise<void> {
    this.#closing.abort(new Error('the pool is closed'));
    this.#pause.end();
    const connections = [...this.#connections, ...this.#retiring];
    this.#connections = [];
    this.#retiring = [];
    for (const connection of connections) {
      connection.close();
      this.#earlier.add(connection);
    }
    await this.#filling;
  }

  onCapacity(): void {
    this.#listener.onCapacity();
  }

  onLost(connection: Connection, error: Error): void {
    this.#connections = this.#connections.filter((other) => other !== connection);
    this.#lost++;
    const leaving = [...this.#retiring, connection];
    for (const other of leaving) if (other.isClosed) this.#earlier.add(other);
    this.#retiring = leaving.filter((other) => !other.isClosed);
    this.#lastError = error;
    const hasLasted = nowMs() - this.#openedAt >= shortLivedMs || connection.responseCount > usefulResponses;
    this.#shortLived = hasLasted ? 0 : this.#shortLived + 1;
    if (this.#shortLived > 1) {
      this.#schedule ??= this.#lastSchedule ?? this.#options.reconnectionPolicy.newSchedule();
    }
    if (this.#closing.signal.aborted) return;
    if (this.#connections.length === 0) this.#listener.onDown(error);
    this.#fill();
  }

  /** One at a time; `attempted` is called after the first attempt. */
  #fill(attempted: () => void = () => {}): void {
    if (this.#filling !== undefined) {
      attempted();
      return;
    }
    this.#filling = this.#connectUntilFull(attempted).finally(() => {
      this.#filling = undefined;
      // A connection that was lost while the last one opened found this loop still running.
      if (this.#isShort) this.#fill();
    });
  }

  get #isShort(): boolean {
    return !this.#closing.signal.aborted && this.#connections.length < this.#options.connectionsPerNode;
  }

  async #connectUntilFull(attempted: () => void): Promise<void> {
    while (this.#isShort) {
      if (this.#schedule !== undefined) {
        // Whoever waits for this node would wait for the whole delay: it has to look elsewhere.
        if (this.#connections.length === 0) this.#listener.onCapacity();
        await this.#pause.for(withJitter(this.#schedule.next().value));
        if (!this.#isShort) return;
      }
      this.#isConnecting = true;
      const missing = this.#options.connectionsPerNode - this.#connections.length;
      await Promise.all(Array.from({ length: missing }, () => this.#connectOnce()));
      this.#isConnecting = false;
      attempted();
    }
  }

  async #connectOnce(): Promise<void> {
    const { connection, reconnectionPolicy } = this.#options;
    try {
      this.#add(await Connection.open(this.#endpoint, connection, this, this.#closing.signal));
    } catch (error) {
      if (this.#closing.signal.aborted) return;
      this.#schedule ??= reconnectionPolicy.newSchedule();
      this.#lastError = error as Error;
      this.#failures++;
      this.#listener.onConnectFailed(this.#lastError);
    }
  }

  #add(connection: Connection): void {
    if (this.#closing.signal.aborted) {
      connection.close();
      return;
    }
    this.#opened++;
    this.#connections = [...this.#connections, connection];
    this.#lastError = undefined;
    this.#lastSchedule = this.#schedule;
    this.#schedule = undefined;
    this.#openedAt = nowMs();
    if (this.#connections.length === 1) this.#listener.onUp();
    this.#listener.onCapacity();
  }
}

/** Between 0.85 and 1.15 of the delay, so that many clients do not come back to a node in the same moment. */
function withJitter(delayMs: number): number {
  return delayMs * (0.85 + 0.3 * Math.random());
}
