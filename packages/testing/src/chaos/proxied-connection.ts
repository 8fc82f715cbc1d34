import { connect, type Socket } from 'node:net';

import type { Direction, DirectionConditions, LinkEnding } from './link-conditions';
import { afterDelivery, resetSocket } from '../socket-reset';
import { Pipe } from './pipe';
import type { ProxyTarget } from './proxy-target';

export interface ConnectionHostLink {
  readonly conditions: Readonly<Record<Direction, DirectionConditions>>;
  readonly isHalfOpen: boolean;
  readonly random: () => number;
  onBytes(direction: Direction, count: number): void;
  onClose(connection: ProxiedConnection): void;
}

/** A client's connection to a link, and the link's connection to the node. */
export class ProxiedConnection {
  readonly #client: Socket;
  readonly #link: ConnectionHostLink;
  readonly #server: Socket;
  readonly #pipes: Readonly<Record<Direction, Pipe>>;
  readonly #bytes: Record<Direction, number> = { toServer: 0, toClient: 0 };
  #isClosed = false;
  /** Resolves when both sides are closed. */
  readonly closed: Promise<void>;
  #onClosed: () => void = () => undefined;

  /** @internal */
  constructor(client: Socket, target: ProxyTarget, link: ConnectionHostLink) {
    this.#client = client;
    this.#link = link;
    this.#server = connect({ host: target.host, port: target.port, allowHalfOpen: true });
    this.closed = new Promise((resolve) => (this.#onClosed = resolve));
    client.setNoDelay(true);
    this.#server.setNoDelay(true);
    this.#pipes = { toServer: this.#pipe('toServer'), toClient: this.#pipe('toClient') };
    this.#watch();
    if (link.isHalfOpen) {
      this.halfOpen();
    }
  }

  /** Whether both sides are open. */
  get isOpen(): boolean {
    return !this.#isClosed;
  }

  /** The bytes forwarded to the server so far. */
  get bytesToServer(): number {
    return this.#bytes.toServer;
  }

  /** The bytes forwarded to the client so far. */
  get bytesToClient(): number {
    return this.#bytes.toClient;
  }

  /** Closes both sides in order (FIN). */
  close(): void {
    this.#client.end();
    this.#server.end();
    // Discards bytes that still arrive; unread they would keep the sockets open.
    this.#pipes.toServer.swallow();
    this.#pipes.toClient.swallow();
  }

  /** Breaks both sides (RST). */
  reset(): void {
    resetSocket(this.#client);
    resetSocket(this.#server);
  }

  /** Leaves both sides open but disconnected from each other. Irreversible: discarded bytes cannot be sent later. */
  halfOpen(): void {
    this.#pipes.toServer.swallow();
    this.#pipes.toClient.swallow();
  }

  /** Whether `halfOpen` was called. */
  get isHalfOpen(): boolean {
    return this.#pipes.toServer.isSwallowing;
  }

  /** @internal */
  conditionsChanged(limitIsNew: boolean): void {
    this.#pipes.toServer.conditionsChanged(limitIsNew);
    this.#pipes.toClient.conditionsChanged(limitIsNew);
  }

  /** @internal */
  destroy(): void {
    this.#client.destroy();
    this.#server.destroy();
  }

  #pipe(direction: Direction): Pipe {
    const [source, sink] = direction === 'toServer' ? [this.#client, this.#server] : [this.#server, this.#client];
    const host = {
      onBytes: (count: number) => {
        this.#bytes[direction] += count;
        this.#link.onBytes(direction, count);
      },
      onEnding: (how: LinkEnding) => this.#end(how),
    };
    return new Pipe(source, sink, this.#link.conditions[direction], host, this.#link.random);
  }

  #end(how: LinkEnding): void {
    if (how === 'reset') {
      this.halfOpen();
      afterDelivery(() => this.reset());
    } else if (how === 'close') {
      this.close();
    } else {
      this.halfOpen();
    }
  }

  #watch(): void {
    const client = this.#client;
    const server = this.#server;
    // A broken side breaks the other one, as without a proxy; but a half-open client receives nothing.
    client.on('error', () => resetSocket(server));
    server.on('error', () => {
      if (!this.isHalfOpen) {
        resetSocket(client);
      }
    });
    // On an orderly end the pipes forward the end. If they discard, nothing more can come of this connection.
    client.on('end', () => {
      if (this.isHalfOpen) {
        this.destroy();
      }
    });
    server.on('end', () => {
      if (this.isHalfOpen) {
        server.destroy();
      }
    });
    client.on('close', () => this.#onSocketClosed());
    server.on('close', () => this.#onSocketClosed());
  }

  #onSocketClosed(): void {
    if (this.#isClosed || !this.#client.closed || !this.#server.closed) {
      return;
    }
    this.#isClosed = true;
    this.#pipes.toServer.close();
    this.#pipes.toClient.close();
    this.#link.onClose(this);
    this.#onClosed();
  }
}
